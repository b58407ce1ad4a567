// Everything is readable without this: it filters, sorts, compares readings and shows cards.
(() => {
  "use strict";
  const PAGE = matchMedia("(max-width: 45rem)").matches ? 25 : 100; // a row is a card there
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const order = new Intl.Collator("en", { numeric: true }).compare;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  // -- the address: all that was chosen, so that a link, a reload and Back give the same view --
  const FILTERS = ["x", "o", "k", "c", "d", "p", "v", "t", "m", "a", "q"];
  const CHOICES = [...FILTERS, "s", "l", "f", "one", "two", "at"]; // sorted, level, profile, readers, place
  const none = (keys) => Object.fromEntries(keys.map((key) => [key, ""]));
  const state = none(CHOICES);

  const parse = (hash) => { // an anchor alone is a place, with nothing else chosen
    const given = new URLSearchParams(hash.startsWith("show?") ? hash.slice(5) : { at: hash });
    return Object.fromEntries(CHOICES.map((key) => [key, given.get(key) ?? ""]));
  };

  const address = (chosen) => {
    const given = CHOICES.filter((key) => chosen[key]);
    if (!given.length) return location.pathname + location.search;
    if (given.length === 1 && chosen.at) return `#${chosen.at}`;
    return `#show?${new URLSearchParams(given.map((key) => [key, chosen[key]]))}`;
  };

  // `step` enters the address: pushState for links, so that Back undoes them, replaceState for fields.
  const enter = (next, step) => {
    if (rowOf.has(next.at) && !matches(rowOf.get(next.at), next)) next = { ...next, ...none(FILTERS) };
    if (reading) next = { ...next, one: readerOf(next.one, first), two: readerOf(next.two, "") };
    const differs = (keys) => keys.some((key) => state[key] !== next[key]);
    const [filtered, read] = [differs([...FILTERS, "s"]), differs(["one", "two"])];
    Object.assign(state, next);
    if (step) history[step](null, "", address(state));
    if (body && filtered) apply();
    if (reading && read) compareReadings();
    turnSwitches();
  };

  const change = (chosen) => enter({ ...state, at: "", ...chosen }, "replaceState");

  const follow = (next) => {
    enter(next, address(next) === location.hash ? "replaceState" : "pushState");
    arrive();
  };

  const SWITCHES = { level: "l", profile: "f" };
  const switches = all(".switch input");
  const turnSwitches = () => {
    for (const input of switches) {
      const chosen = state[SWITCHES[input.name]];
      if (chosen ? input.value === chosen : input.defaultChecked) input.checked = true;
    }
  };

  // -- outcomes: filter and sort ---------------------------------------------------------------
  const body = byId("rows");
  const rows = [];
  const rowOf = new Map();
  let found = [];
  let limit = PAGE;

  const gather = () => {
    const NOTHING = [];
    const split = (text) => (text ? text.split(", ") : NOTHING);
    for (const row of [...body.rows]) {
      const [number, extractor, outcome, predicate, , , article] = row.cells;
      const { c = "", d, k, m, t, v } = row.dataset;
      const one = {
        row,
        n: Number(number.textContent),
        x: extractor.textContent,
        o: outcome.firstChild.textContent,
        p: [predicate.firstElementChild.textContent, predicate.lastElementChild.textContent], // gold's, said
        v: v.split(" "),
        a: article.firstChild.textContent,
        k: k ? k.split(" ") : NOTHING,
        c,
        d: d ?? (c && "none"),
        m: split(m),
        t: split(t),
        text: null,
      };
      rows.push(one);
      rowOf.set(row.id, one);
    }
    found = rows;
  };

  const words = (one) => (one.text ??= one.row.textContent.toLowerCase());

  const matches = (one, chosen) => {
    for (const key of ["x", "o", "c", "d", "a"]) if (chosen[key] && one[key] !== chosen[key]) return false;
    for (const key of ["k", "m", "t"]) if (chosen[key] && !one[key].includes(chosen[key])) return false;
    for (const key of ["p", "v"]) if (chosen[key] && !has(one[key], chosen[key], chosen.k)) return false;
    return !chosen.q || words(one).includes(chosen.q.toLowerCase());
  };

  // A false positive counts under what was said, all else under what gold says.
  const has = (pair, value, counts) =>
    counts === "fp" ? pair.at(-1) === value : counts ? pair[0] === value : pair.includes(value);

  const sorted = (some) => {
    const key = state.s.replace("-", "");
    if (!key) return some;
    const sign = state.s.startsWith("-") ? -1 : 1;
    return [...some].sort((one, other) => sign * (key === "n" ? one.n - other.n : order(one[key], other[key])));
  };

  const show = () => {
    body.replaceChildren(...found.slice(0, limit).map((one) => one.row));
    const many = (list) => list.length.toLocaleString("en");
    const told = found.length === rows.length ? many(rows) : `${many(found)} of ${many(rows)}`;
    const first = found.length > limit ? `, the first ${limit} shown` : "";
    byId("shown").textContent = `${told} outcomes${first}`;
    byId("more").hidden = found.length <= limit;
    body.classList.add("ready"); // until now it was not laid out, for there may be very many
  };

  const apply = () => {
    found = sorted(rows.filter((one) => matches(one, state)));
    limit = PAGE;
    show();
    const form = document.querySelector("form[data-for=rows]");
    for (const field of form.elements) {
      if (field.name && field.value !== state[field.name]) field.value = state[field.name];
    }
    for (const head of all("#outcome-table th[data-sort]")) {
      const key = head.dataset.sort;
      head.ariaSort = state.s === key ? "ascending" : state.s === `-${key}` ? "descending" : "none";
    }
  };

  const fill = (form) => {
    for (const select of all("select:empty", form)) {
      const key = select.name;
      const values = new Set(rows.flatMap((one) => one[key]).filter(Boolean));
      const narrows = values.size > 1 || (values.size && rows.some((one) => !one[key].length));
      if (!narrows && !["x", "o"].includes(key)) select.parentElement.hidden = true;
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
    const filter = ({ target }) => { clearTimeout(waiting); change({ [target.name]: target.value }); };
    form.addEventListener("input", (event) => { // while typing, once the fingers rest
      clearTimeout(waiting);
      waiting = setTimeout(filter, event.target.name === "q" ? 120 : 0, event);
    });
    form.addEventListener("change", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); change(none([...FILTERS, "s"])); });
    byId("more").addEventListener("click", () => {
      const next = found[limit];
      limit += PAGE * 5;
      show();
      (next?.row.querySelector("a") ?? byId("more")).focus();
    });
    for (const head of all("#outcome-table th[data-sort]")) {
      sortable(head, () => {
        const key = head.dataset.sort;
        change({ s: state.s === key ? `-${key}` : state.s === `-${key}` ? "" : key });
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

  const figure = (text) => parseFloat(text.replaceAll(",", "").replace("−", "-"));

  const sortTable = (head) => { // the worst first, and what is undefined last
    const table = head.closest("table");
    const column = head.cellIndex;
    const sign = head.ariaSort === "ascending" ? -1 : 1;
    for (const other of all("th[data-sort]", table)) other.ariaSort = "none";
    head.ariaSort = sign < 0 ? "descending" : "ascending";
    const text = (row) => (row.cells[column].firstElementChild ?? row.cells[column]).textContent.trim();
    const compare = (one, other) => {
      if (head.dataset.sort !== "number") return sign * order(one, other);
      const [a, b] = [figure(one), figure(other)];
      return Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : sign * (a - b);
    };
    table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => compare(text(a), text(b))));
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

  const reading = byId("reading");
  const names = new Map(all("select[name=one] option", reading ?? document.createElement("form")).map((option) => [option.value, option.text]));
  const [first] = names.keys();
  const readerOf = (column, usual) => (names.has(column) && column !== usual ? column : "");

  const compareReadings = () => {
    const [one, two] = [state.one || first, state.two];
    reading.elements.one.value = one;
    reading.elements.two.value = two;
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

  let described = null; // the number that the card belongs to, for those who do not see it

  const hideCard = () => {
    card.hidden = true;
    described?.removeAttribute("aria-describedby");
  };

  const copies = (nodes) => [...nodes].map((node) => node.cloneNode(true));

  const showCard = (near, ids) => {
    clearTimeout(leaving);
    described?.removeAttribute("aria-describedby");
    const entries = ids.slice(0, 4).map((id) => rowOf.get(id)).filter(Boolean).map(({ row, n }) => {
      const entry = document.createElement("section");
      const head = document.createElement("div");
      head.append(`${n} · `, ...copies(row.cells[3].childNodes), " ", ...copies(row.cells[2].childNodes));
      const sides = document.createElement("dl");
      const quotes = all("div:has(q)", row.cells[6]);
      for (const [name, nodes] of [["Gold", row.cells[4].childNodes], ["Said", row.cells[5].childNodes], ["Quotes", quotes]]) {
        const term = document.createElement("dt");
        term.textContent = name;
        const told = document.createElement("dd");
        told.append(...copies(nodes));
        if (nodes.length) sides.append(term, told);
      }
      entry.append(head, sides);
      return entry;
    });
    if (!entries.length) return;
    if (ids.length > 4) entries.push(`and ${ids.length - 4} more`);
    card.replaceChildren(...entries);
    card.hidden = false;
    described = near.matches("sup") ? near.firstChild : null;
    described?.setAttribute("aria-describedby", "card");
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
    const place = found.indexOf(one);
    if (place >= limit) {
      limit = Math.ceil((place + 1) / PAGE) * PAGE;
      show();
    }
    flash(one.row, one.row.querySelector("a"));
  };

  const toPlace = (note) => {
    const column = note.dataset.x; // 0 for gold's, which every reading shows
    if (column !== "0" && ![state.one || first, state.two].includes(column)) enter({ ...state, one: column }, "replaceState");
    flash(note, note.firstChild);
  };

  const toSection = (node) => { // as the browser does for an anchor: the next Tab goes on from there
    node.querySelector(":scope > details")?.setAttribute("open", "");
    if (node.tabIndex < 0) {
      node.tabIndex = -1;
      node.addEventListener("blur", () => node.removeAttribute("tabindex"), { once: true });
    }
    node.focus({ preventScroll: true });
    node.scrollIntoView();
  };

  const arrive = () => {
    hideCard();
    const node = byId(state.at);
    if (rowOf.has(state.at)) toRow(rowOf.get(state.at));
    else if (node?.matches("sup")) toPlace(node);
    else if (node) toSection(node);
    else if (FILTERS.some((key) => state[key])) byId("outcomes")?.scrollIntoView();
  };

  const chosenBy = (link) => {
    if (link.dataset.show) return { ...state, ...none([...FILTERS, "at"]), ...Object.fromEntries(new URLSearchParams(link.dataset.show)) };
    const column = link.closest("#rows tr")?.dataset.i;
    const one = column && column !== state.two ? column : state.one; // the text shows what the row is about
    return { ...state, one, at: parse(link.hash.slice(1)).at };
  };

  const click = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const next = chosenBy(link);
    if (link.href.split("#")[0] === location.href.split("#")[0]) {
      event.preventDefault();
      follow(next);
    } else if (link.closest("#rows")) { // to the page of an article, and Back to this row
      link.hash = address({ one: next.one, at: next.at });
      change({ at: link.closest("tr").id });
    }
  };

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
  for (const input of switches) {
    input.addEventListener("change", () => change({ at: state.at, [SWITCHES[input.name]]: input.defaultChecked ? "" : input.value }));
  }
  if (body) filterable();
  if (reading) {
    reading.hidden = false;
    reading.addEventListener("input", ({ target }) => change({ at: state.at, [target.name]: target.value }));
    reading.addEventListener("submit", (event) => event.preventDefault());
    compareReadings();
    cards();
  }
  for (const link of all(".ways a:not([href='#top'])")) current.observe(document.querySelector(link.hash));
  for (const frame of all(".scroll")) frames.observe(frame);
  addEventListener("beforeprint", forPaper);
  document.addEventListener("click", click);
  const come = () => { enter(parse(location.hash.slice(1))); arrive(); };
  addEventListener("hashchange", come);
  come();
})();
