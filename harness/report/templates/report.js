// Everything is readable without this: it filters, sorts, compares readings and shows cards.
(() => {
  "use strict";
  const PAGE = matchMedia("(max-width: 45rem)").matches ? 25 : 100; // a row is a card there
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const order = new Intl.Collator("en", { numeric: true }).compare;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // -- outcomes: filter, sort, address ---------------------------------------------------------
  const body = byId("rows");
  const rows = [];
  const rowOf = new Map();
  const filter = { x: "", o: "", c: "", d: "", p: "", v: "", t: "", a: "", q: "", s: "" };
  let found = [];
  let limit = PAGE;

  const gather = () => {
    for (const row of [...body.rows]) {
      const [number, extractor, outcome, predicate, , , article] = row.cells;
      const one = {
        row,
        n: Number(number.textContent),
        x: extractor.textContent,
        o: outcome.firstChild.textContent,
        p: predicate.textContent.trim(),
        a: article.firstChild.textContent,
        c: row.dataset.c,
        d: row.dataset.d,
        v: row.dataset.v,
        t: row.dataset.t ? row.dataset.t.split(", ") : [],
        text: null,
      };
      rows.push(one);
      rowOf.set(row.id, one);
    }
    found = rows;
  };

  const words = (one) => (one.text ??= one.row.textContent.toLowerCase());

  const matches = (one) => {
    for (const key of ["x", "o", "c", "d", "p", "v", "a"]) {
      if (filter[key] && one[key] !== filter[key]) return false;
    }
    if (filter.t && !one.t.includes(filter.t)) return false;
    return !filter.q || words(one).includes(filter.q.toLowerCase());
  };

  const sorted = (some) => {
    const key = filter.s.replace("-", "");
    if (!key) return some;
    const sign = filter.s.startsWith("-") ? -1 : 1;
    return [...some].sort((one, other) => sign * (key === "n" ? one.n - other.n : order(one[key], other[key])));
  };

  const show = () => {
    body.replaceChildren(...found.slice(0, limit).map((one) => one.row));
    const told = found.length === rows.length ? `${rows.length}` : `${found.length} of ${rows.length}`;
    const first = found.length > limit ? `, the first ${limit} shown` : "";
    byId("shown").textContent = `${told} outcomes${first}`;
    byId("more").hidden = found.length <= limit;
    body.classList.add("ready"); // until now it was not laid out, for there may be very many
  };

  const apply = () => {
    found = sorted(rows.filter(matches));
    limit = PAGE;
    show();
    const form = document.querySelector("form[data-for=rows]");
    for (const field of form.elements) if (field.name) field.value = filter[field.name];
    for (const head of all("#outcome-table th[data-sort]")) {
      const key = head.dataset.sort;
      head.ariaSort = filter.s === key ? "ascending" : filter.s === `-${key}` ? "descending" : "none";
    }
  };

  const address = () => {
    const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `#show?${query}` : "#outcomes");
  };

  const read = (query) => {
    const given = new URLSearchParams(query);
    for (const key of Object.keys(filter)) filter[key] = given.get(key) ?? "";
    apply();
  };

  const fill = (form) => {
    for (const select of all("select", form)) {
      const key = select.name;
      const values = new Set(rows.flatMap((one) => one[key]).filter(Boolean));
      if (values.size < 2 && !["x", "o"].includes(key)) select.parentElement.hidden = true;
      select.append(new Option("all", ""));
      const listed = key === "x" || key === "a" ? [...values] : [...values].sort(order);
      for (const value of listed) select.append(new Option(value, value));
    }
  };

  const filterable = () => {
    gather();
    const form = document.querySelector("form[data-for=rows]");
    fill(form);
    form.hidden = false;
    let waiting = 0;
    form.addEventListener("input", (event) => {
      filter[event.target.name] = event.target.value;
      clearTimeout(waiting);
      waiting = setTimeout(() => { apply(); address(); }, event.target.name === "q" ? 120 : 0);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); read(""); address(); });
    byId("more").addEventListener("click", () => {
      const next = found[limit];
      limit += PAGE * 5;
      show();
      (next?.row.querySelector("a") ?? byId("more")).focus();
    });
    for (const head of all("#outcome-table th[data-sort]")) {
      sortable(head, () => {
        const key = head.dataset.sort;
        filter.s = filter.s === key ? `-${key}` : filter.s === `-${key}` ? "" : key;
        apply();
        address();
      });
    }
    apply();
    (window.requestIdleCallback ?? setTimeout)(() => rows.forEach(words));
  };

  // -- small tables sort by their heads --------------------------------------------------------
  const sortable = (head, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    head.ariaSort = "none";
    button.addEventListener("click", act);
  };

  const sortTable = (head) => {
    const table = head.closest("table");
    const column = head.cellIndex;
    const down = head.ariaSort === "descending" || (head.ariaSort === "none" && head.dataset.sort === "text");
    for (const other of all("th[data-sort]", table)) other.ariaSort = "none";
    head.ariaSort = down ? "ascending" : "descending";
    const key = (row) => {
      const text = (row.cells[column].firstElementChild ?? row.cells[column]).textContent.trim();
      return head.dataset.sort === "number" ? (Number.isNaN(parseFloat(text)) ? -1 : parseFloat(text)) : text;
    };
    const compare = head.dataset.sort === "number" ? (a, b) => key(a) - key(b) : (a, b) => order(key(a), key(b));
    const lines = [...table.tBodies[0].rows].sort((a, b) => (down ? compare(a, b) : compare(b, a)));
    table.tBodies[0].append(...lines);
  };

  // -- the text: whose reading, and two beside each other --------------------------------------
  const RANK = ["wrong", "extra", "missed", "right", "restated", "optional"];
  const outcomeOf = (column, article, number) => rowOf.get(`x${column}-${article}-${number}`);
  const worst = (kinds) => RANK.find((kind) => kinds.includes(kind));

  const draw = (text, column) => {
    const article = text.dataset.article;
    for (const piece of all(".m", text)) {
      const gold = (piece.dataset.g ?? "").split(" ").filter(Boolean);
      const said = (piece.dataset.s ?? "").split(" ").filter((one) => one.startsWith(`${column}:`)).map((one) => one.split(":")[1]);
      const kind = (number) => outcomeOf(column, article, number).o.split(" ")[0];
      piece.className = "m";
      if (gold.length) piece.classList.add(`gold-${worst(gold.map(kind))}`);
      if (gold.length > 1) piece.classList.add("several");
      if (said.length) piece.classList.add(`said-${worst(said.map(kind))}`);
      piece.removeAttribute("title");
      piece.items = [...new Set([...gold, ...said])].map((number) => `x${column}-${article}-${number}`);
    }
    for (const note of all("sup", text)) {
      note.hidden = note.dataset.x !== "0" && note.dataset.x !== String(column);
      const link = note.firstChild;
      const id = `x${column}-${article}-${link.textContent}`;
      if (note.hidden) continue;
      link.hash = id;
      link.ariaLabel = `outcome ${link.textContent}: ${rowOf.get(id).o}`;
    }
  };

  const compareReadings = (one, two) => {
    byId("reading").elements.one.value = one;
    byId("reading").elements.two.value = two;
    const names = new Map(all("option", byId("reading").elements.one).map((option) => [option.value, option.text]));
    for (const columns of all(".columns")) {
      const [text, second] = columns.querySelectorAll(".text");
      second?.remove();
      all(".reader", columns).forEach((head) => head.remove());
      draw(text, one);
      columns.classList.toggle("two", Boolean(two));
      if (!two) continue;
      const other = text.cloneNode(true);
      all("[id]", other).forEach((node) => node.removeAttribute("id"));
      columns.append(other);
      draw(other, two);
      for (const [node, column] of [[text, one], [other, two]]) {
        const head = document.createElement("p");
        head.className = "reader";
        head.lang = "en";
        head.textContent = names.get(String(column));
        node.prepend(head);
      }
    }
  };

  // -- a card beside a mark: gold and prediction -----------------------------------------------
  const card = byId("card");
  let leaving = 0;

  const hideCard = () => { card.hidden = true; };

  const showCard = (near, ids) => {
    clearTimeout(leaving);
    const entries = ids.slice(0, 4).map((id) => rowOf.get(id)).filter(Boolean).map(({ row, n }) => {
      const entry = document.createElement("section");
      const head = document.createElement("p");
      head.append(`${n} · `, row.cells[2].firstChild.cloneNode(true), " ", row.cells[3].firstElementChild.cloneNode(true));
      const sides = document.createElement("dl");
      for (const [name, cell] of [["Gold", row.cells[4]], ["Said", row.cells[5]]]) {
        const term = document.createElement("dt");
        term.textContent = name;
        const told = document.createElement("dd");
        told.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
        sides.append(term, told);
      }
      entry.append(head, sides);
      return entry;
    });
    if (!entries.length) return;
    if (ids.length > 4) entries.push(`and ${ids.length - 4} more`);
    card.replaceChildren(...entries);
    card.hidden = false;
    const at = near.getClientRects()[0] ?? near.getBoundingClientRect();
    const { offsetWidth: wide, offsetHeight: high } = card;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - wide - 8));
    const above = at.bottom + 6 + high > innerHeight && at.top > high + 6;
    card.style.setProperty("left", `${left + scrollX}px`);
    card.style.setProperty("top", `${(above ? at.top - high - 6 : at.bottom + 6) + scrollY}px`);
  };

  const cards = () => {
    const target = (event) => event.target.closest?.(".m, sup");
    const ids = (node) => (node.matches("sup") ? [node.firstChild.hash.slice(1)] : node.items ?? []);
    const enter = (event) => {
      if (card.contains(event.target)) return clearTimeout(leaving);
      const node = target(event);
      if (node && node.closest(".text")) showCard(node, ids(node));
    };
    const leave = (event) => {
      if (target(event) || card.contains(event.target)) leaving = setTimeout(hideCard, 200);
    };
    document.addEventListener("mouseover", enter);
    document.addEventListener("mouseout", leave);
    document.addEventListener("focusin", enter);
    document.addEventListener("focusout", leave);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideCard(); });
  };

  // -- from a row to its place, and back -------------------------------------------------------
  const flash = (node, focus) => {
    all(".target").forEach((other) => other.classList.remove("target"));
    node.classList.add("target");
    node.closest("details")?.setAttribute("open", "");
    node.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    focus?.focus({ preventScroll: true });
  };

  const toRow = (one) => {
    if (!found.includes(one)) read("");
    const place = found.indexOf(one);
    if (place >= limit) limit = Math.ceil((place + 1) / PAGE) * PAGE;
    show();
    flash(one.row, one.row.querySelector("a"));
  };

  const toPlace = (node, column) => {
    if (column && byId("reading").elements.two.value !== column) {
      compareReadings(column, byId("reading").elements.two.value);
    }
    flash(node, node.firstChild);
  };

  const go = () => {
    const hash = location.hash.slice(1);
    hideCard();
    if (hash.startsWith("show?")) {
      read(location.hash.slice(6));
      byId("outcomes")?.scrollIntoView();
    } else if (rowOf.has(hash)) {
      toRow(rowOf.get(hash));
    } else if (byId(hash)?.matches("sup")) {
      toPlace(byId(hash), byId(hash).dataset.x !== "0" ? byId(hash).dataset.x : pending);
      pending = "";
    }
  };
  let pending = new URLSearchParams(location.search).get("x") ?? "";

  // -- ways through the page -------------------------------------------------------------------
  const current = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      const link = document.querySelector(`.ways a[href="#${target.id}"]`);
      link.ariaCurrent = isIntersecting ? "true" : null;
      if (isIntersecting) link.closest("ol").scrollTo({ left: link.offsetLeft - 48 });
    }
  }, { rootMargin: "-20% 0px -80% 0px" }); // whoever stands on the line a fifth down the window

  // Only a table that is wider than its frame scrolls there, and only it is a stop for the keyboard.
  const frames = new ResizeObserver((seen) => requestAnimationFrame(() => {
    for (const { target: frame } of seen) {
      const fits = frame.scrollWidth <= frame.clientWidth;
      frame.classList.toggle("fits", fits);
      if (fits) frame.removeAttribute("tabindex");
      else frame.tabIndex = 0;
    }
  }));

  const unfold = (hash) => byId(hash?.slice(1))?.querySelector(":scope > details")?.setAttribute("open", "");

  // -- on paper: all that fits the filter, and nothing folded ----------------------------------
  const MOST_PRINTED = 2000; // rows: about a hundred pages
  const forPaper = () => {
    const folded = all("details:not([open])");
    const before = limit;
    folded.forEach((one) => { one.open = true; });
    limit = Math.max(limit, MOST_PRINTED);
    if (body) show();
    addEventListener("afterprint", () => {
      folded.forEach((one) => { one.open = false; });
      limit = before;
      if (body) show();
    }, { once: true });
  };

  // -- begin -----------------------------------------------------------------------------------
  for (const link of all("a[data-show]")) link.hash = `show?${link.dataset.show}`;
  for (const head of all("th[data-sort]")) {
    if (!head.closest("#outcome-table")) sortable(head, () => sortTable(head));
  }
  if (body) {
    filterable();
    body.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      pending = link.closest("tr").dataset.i;
      if (link.hash === location.hash && link.pathname === location.pathname) go();
    });
  }
  if (byId("reading")) {
    const form = byId("reading");
    form.hidden = false;
    form.addEventListener("input", () => compareReadings(form.elements.one.value, form.elements.two.value));
    form.addEventListener("submit", (event) => event.preventDefault());
    compareReadings(form.elements.one.value, "");
    cards();
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".text sup a");
      if (link && link.hash === location.hash) go();
    });
  }
  for (const link of all(".ways a:not([href='#top'])")) current.observe(document.querySelector(link.hash));
  for (const frame of all(".scroll")) frames.observe(frame);
  addEventListener("hashchange", () => unfold(location.hash));
  document.addEventListener("click", (event) => unfold(event.target.closest("a[href^='#']")?.hash));
  unfold(location.hash);
  addEventListener("beforeprint", forPaper);
  addEventListener("hashchange", go);
  go();
})();
