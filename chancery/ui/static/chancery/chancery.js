/* Chancery: keys, choice, dialog, toast and the guard for input methods. Nothing is decided here; pages work without it. */
(() => {
  const doc = document, root = doc.documentElement;
  const one = (query, from = doc) => from.querySelector(query);
  const all = (query, from = doc) => [...from.querySelectorAll(query)];

  /* While an input method is composing, a half-typed syllable must not start a search. */
  doc.addEventListener("input", event => { if (event.isComposing) event.stopImmediatePropagation(); }, true);
  doc.addEventListener("compositionend", event => event.target.dispatchEvent(new Event("input", {bubbles: true})), true);

  /* ---- choice: boxes of a list and the bar below it ---- */
  let last = null;
  const boxes = () => all('input[name="row"]');
  const count = () => {
    const bar = one(".c-bulk");
    if (!bar) return;
    const chosen = boxes().filter(box => box.checked);
    bar.hidden = !chosen.length;
    boxes().forEach(box => box.closest("tr").classList.toggle("sel", box.checked));
    const label = one("[data-chosen]", bar);
    label.textContent = label.dataset.chosen.replace("0", chosen.length);
    all("button[data-states]", bar).forEach(button => {
      const states = button.dataset.states.split(" ");
      const fit = chosen.filter(box => states.includes(box.dataset.state)).length;
      one(".n", button).textContent = fit;
      button.hidden = !fit;
    });
    const whole = one("[data-all]");
    if (whole) whole.checked = chosen.length > 0 && chosen.length === boxes().length;
  };
  const range = (from, to) => {
    const rows = boxes(), a = rows.indexOf(from), b = rows.indexOf(to);
    if (a >= 0 && b >= 0) rows.slice(Math.min(a, b), Math.max(a, b) + 1).forEach(box => { box.checked = to.checked; });
  };
  doc.addEventListener("click", event => {
    const box = event.target.closest('input[name="row"]');
    if (box) { if (event.shiftKey && last) range(last, box); last = box; count(); }
    if (event.target.closest("[data-clear]")) { boxes().forEach(b => { b.checked = false; }); count(); }
    if (event.target.matches("[data-all]")) { boxes().forEach(b => { b.checked = event.target.checked; }); count(); }
    if (event.target.closest("[data-close]")) { const box = event.target.closest("dialog"); if (box) { event.preventDefault(); box.close(); } }
    if (event.target.closest("[data-print]")) window.print();
    all("details.c-menu[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
  });

  /* ---- dialogs and fragments ---- */
  const shown = () => {
    const box = one("#dialog dialog:not([open])");
    if (box) { box.showModal(); box.addEventListener("close", () => one("#dialog").replaceChildren()); }
  };
  let fading;
  const toast = () => {
    clearTimeout(fading);
    if (one("#status")?.textContent.trim()) fading = setTimeout(() => one("#status").replaceChildren(), 6000);
  };
  doc.addEventListener("htmx:after:swap", event => {
    const named = event.detail?.ctx?.target;
    const target = typeof named === "string" ? one(named) : named;
    shown(); count(); toast();
    if (!one("#dialog dialog") && target?.id !== "list" && target?.querySelector) one("[data-focus]", target)?.focus();
    if (event.detail?.ctx?.response?.status === 200 && target?.id !== "dialog" && !target?.closest?.("dialog")) one("#dialog dialog")?.close();
  });
  doc.addEventListener("htmx:before:request", event => {
    if (doc.hidden && event.target.closest?.("[data-quiet]")) event.preventDefault();
  });
  /* A spinner only after 300 ms, at the button that was pressed. */
  doc.addEventListener("submit", event => {
    const button = event.submitter;
    if (!button) return;
    const wait = setTimeout(() => button.setAttribute("aria-busy", "true"), 300);
    const done = () => { clearTimeout(wait); button.removeAttribute("aria-busy"); };
    doc.addEventListener("htmx:finally:request", done, {once: true});
    addEventListener("pageshow", done, {once: true});
  });

  /* ---- keys: never inside fields, never while composing; switched off by the person ---- */
  const rows = () => all(".d-row, .c-t tbody tr").filter(row => row.offsetParent);
  const current = () => one(".cur");
  const step = by => {
    const list = rows();
    if (!list.length) { one(by > 0 ? 'a[rel="next"]' : 'a[rel="prev"]')?.click(); return; }
    const at = list.indexOf(current());
    const next = list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))];
    current()?.classList.remove("cur");
    next.classList.add("cur");
    next.scrollIntoView({block: "nearest"});
    one("a", next)?.focus({preventScroll: true});
  };
  const section = by => {
    const heads = all("main section[id]"), top = 80;
    const at = heads.findLastIndex(head => head.getBoundingClientRect().top <= top + 1);
    heads[Math.max(0, Math.min(heads.length - 1, at + by))]?.scrollIntoView();
  };
  const press = key => {
    const found = (current() && one(`[data-key="${key}"]`, current())) || one(`[data-key="${key}"]:not(.d-row [data-key])`) || one(`[data-key="${key}"]`);
    found?.click();
    return Boolean(found);
  };
  const choose = spread => {
    const box = current() && one('input[name="row"]', current());
    if (!box) return;
    box.checked = !box.checked;
    if (spread && last) range(last, box);
    last = box;
    count();
  };
  let going = 0;
  const places = {d: "/", l: sessionStorage.getItem("list") || "/", c: "/calendar/"};
  const act = event => {
    const key = event.key;
    if (going && Date.now() - going < 1200 && places[key]) { location.href = places[key]; return true; }
    going = key === "g" ? Date.now() : 0;
    if (key === "j" || key === "k") { step(key === "j" ? 1 : -1); return true; }
    if (key === "[" || key === "]") { section(key === "]" ? 1 : -1); return true; }
    if (key.toLowerCase() === "x") { choose(event.shiftKey); return true; }
    if (key === "/") { one(".c-top .c-search input")?.focus(); return true; }
    return "etruc?".includes(key) && press(key);
  };
  doc.addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229) return;
    const field = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key === "k") { event.preventDefault(); one(".c-top .c-search input")?.focus(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(one(".btn-1", event.target.form)); return; }
    if (event.key === "Escape" && !one("dialog[open]")) { boxes().forEach(box => { box.checked = false; }); count(); return; }
    if (field || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off" || one("dialog[open]")) return;
    if (act(event)) event.preventDefault();
  });

  doc.addEventListener("DOMContentLoaded", () => {
    count(); shown(); toast();
    if (one("#list")) sessionStorage.setItem("list", location.pathname + location.search);
    (one(".errs") || one("[data-focus]"))?.focus();
  });
})();
