"""Write a language model of random weights, about half a megabyte: it proves plumbing, nothing else.

A Llama of two layers over a vocabulary of bytes, the same bytes for the same seed.
Usage: python tests/tinymodel.py FILE.gguf [PORT]: with a port, a llama.cpp server runs on it.
"""

from __future__ import annotations

import sys
import time
from typing import Any

_LAYERS, _WIDTH, _HEADS, _INNER, _CONTEXT = 2, 64, 4, 128, 32_768
_TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "


def write(path: str, seed: int = 0) -> None:
    """Write the model."""
    import gguf  # noqa: PLC0415 - only where an engine is tested
    import numpy as np  # noqa: PLC0415

    random = np.random.default_rng(seed)
    writer: Any = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    tokens = [b"<unk>", b"<s>", b"</s>"] + [f"<0x{byte:02X}>".encode() for byte in range(256)]
    kinds = gguf.TokenType
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL] + [kinds.BYTE] * 256)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_vocab_size(len(tokens))
    writer.add_add_space_prefix(False)
    writer.add_chat_template(_TEMPLATE)

    def tensor(name: str, *shape: int) -> None:
        weights = (random.standard_normal(shape) * 0.08).astype(np.float32)
        writer.add_tensor(f"{name}.weight", weights)

    def ones(name: str) -> None:
        writer.add_tensor(f"{name}.weight", np.ones(_WIDTH, np.float32))

    tensor("token_embd", len(tokens), _WIDTH)
    ones("output_norm")
    tensor("output", len(tokens), _WIDTH)
    for layer in range(_LAYERS):
        ones(f"blk.{layer}.attn_norm")
        ones(f"blk.{layer}.ffn_norm")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensor(f"blk.{layer}.{part}", _WIDTH, _WIDTH)
        tensor(f"blk.{layer}.ffn_gate", _INNER, _WIDTH)
        tensor(f"blk.{layer}.ffn_up", _INNER, _WIDTH)
        tensor(f"blk.{layer}.ffn_down", _WIDTH, _INNER)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(path: str, port: int) -> None:
    """Run a llama.cpp server for the model until the process ends."""
    import xllamacpp  # noqa: PLC0415 - only where an engine is tested

    asked: Any = xllamacpp.CommonParams()
    asked.model.path = path
    asked.model_alias = {"tiny"}
    asked.hostnames = ["127.0.0.1"]
    asked.port = port
    asked.n_ctx = _CONTEXT
    asked.n_parallel = 1
    asked.cpuparams.n_threads = 2
    asked.use_jinja = True
    asked.fit_params = False
    asked.ui = False
    server = xllamacpp.Server(asked)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    write(sys.argv[1])
    if len(sys.argv) > 2:
        serve(sys.argv[1], int(sys.argv[2]))
