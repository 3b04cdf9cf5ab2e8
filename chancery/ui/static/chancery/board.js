/* Board: a piece is held by dragging or by arrow keys; letting go or Enter sends the board's own form. Nothing is decided here. */
(() => {
  const doc = document;
  let held = null, dragged = false;
  const board = () => doc.querySelector(".bd");
  const lanes = () => [...doc.querySelectorAll(".bd .ln")];
  const two = n => String(n).padStart(2, "0");

  /* The moment at which a column begins: day and clock of the house. */
  const moment = column => {
    const told = board().dataset, daily = +told.daily, day = Math.floor((column - 1) / daily);
    const minutes = told.opens * 60 + (column - 1 - day * daily) * told.step;
    const date = new Date(told.first + "T00:00:00Z");
    date.setUTCDate(date.getUTCDate() + day + Math.floor(minutes / 1440));
    return date.toISOString().slice(0, 10) + "T" + two(Math.floor(minutes / 60) % 24) + ":" + two(minutes % 60);
  };
  const columns = () => +/\bn(\d+)/.exec(board().className)[1];
  const quarter = () => Math.max(1, 15 / board().dataset.step);

  const hold = piece => {
    const told = piece.dataset, at = lanes().findIndex(lane => lane.dataset.lane === told.lane);
    const ghost = doc.createElement("div");
    ghost.append(doc.createElement("b"), doc.createElement("small"));
    ghost.firstChild.textContent = (piece.querySelector("b") || piece).textContent;
    held = {piece, ghost, lane: at, column: +told.column, span: +told.span, from: [at, +told.column]};
    piece.classList.add("lifted");
  };
  const show = () => {
    const lane = lanes()[held.lane];
    held.column = Math.max(1, Math.min(columns() - held.span + 1, held.column));
    if (!lane) { held.ghost.remove(); return; }
    const end = moment(held.column + held.span - 1), last = new Date(end + "Z");
    last.setUTCMinutes(last.getUTCMinutes() + +board().dataset.step);
    const time = moment(held.column).slice(11) + "–" + last.toISOString().slice(11, 16);
    held.ghost.className = `bar held c${held.column} s${held.span}`;
    held.ghost.lastChild.textContent = time;
    lane.append(held.ghost);
    held.said = board().dataset.say.replace("[lane]", lane.getAttribute("aria-label")).replace("[time]", time);
  };
  const release = () => {
    if (!held) return;
    held.ghost.remove();
    held.piece.classList.remove("lifted");
    held = null;
  };
  const send = () => {
    const {piece, lane, column, from} = held, form = doc.getElementById("drop"), kept = lanes()[lane];
    if (!kept || (from[0] === lane && from[1] === column)) { release(); return; }
    const asked = {key: piece.dataset.piece, version: piece.dataset.version, lane: kept.dataset.lane, start: from[1] === column ? "" : moment(column)};
    for (const name in asked) form.elements[name].value = asked[name];
    held.sent = true;
    form.requestSubmit();
    doc.addEventListener("htmx:finally:request", release, {once: true});
  };

  /* ---- keys ---- */
  const steps = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  doc.addEventListener("keydown", event => {
    const piece = event.target.closest?.("[data-piece]"), step = steps[event.key];
    if (!piece || event.altKey || event.ctrlKey || event.metaKey || (!step && !held)) return;
    if (step) {
      const fresh = !held;
      if (fresh) hold(piece);
      if (fresh && held.lane < 0) held.lane = 0;
      else if (!(fresh && piece.closest(".q"))) {
        held.lane = Math.max(0, Math.min(lanes().length - 1, held.lane + step[0]));
        held.column += step[1] * quarter();
      }
      if (piece.closest(".q")) held.from = [-1, held.from[1]];
      show();
      held.ghost.scrollIntoView({block: "nearest", inline: "nearest"});
      doc.getElementById("status").textContent = held.said;
    } else if (event.key === "Enter") send();
    else if (event.key === "Escape") release();
    else return;
    event.preventDefault();
  });
  doc.addEventListener("focusout", () => { if (held && !dragged && !held.sent) release(); });

  /* ---- pointer ---- */
  let start = null;
  const move = event => {
    if (!held) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < 6) return;
      release();
      hold(start.piece);
      dragged = true;
      held.from = start.piece.closest(".q") ? [-1, held.column] : held.from;
      held.grab = start.piece.closest(".ln") ? event.clientX - start.piece.getBoundingClientRect().left : null;
    }
    held.lane = lanes().findIndex(lane => { const box = lane.getBoundingClientRect(); return event.clientY >= box.top && event.clientY < box.bottom; });
    if (held.grab !== null && held.lane >= 0) {
      const box = lanes()[held.lane].getBoundingClientRect(), wide = box.width / columns(), snap = quarter();
      held.column = held.from[1] + Math.round((event.clientX - held.grab - box.left - (held.from[1] - 1) * wide) / wide / snap) * snap;
    }
    show();
  };
  const drop = () => {
    doc.removeEventListener("pointermove", move);
    if (!dragged) return;
    send();
    setTimeout(() => { dragged = false; });
  };
  doc.addEventListener("pointerdown", event => {
    const piece = event.target.closest?.("[data-piece]");
    if (!piece || event.button || event.pointerType === "touch") return;
    start = {piece, x: event.clientX, y: event.clientY};
    doc.addEventListener("pointermove", move);
    doc.addEventListener("pointerup", drop, {once: true});
  });
  doc.addEventListener("click", event => { if (dragged) { event.preventDefault(); event.stopPropagation(); } }, true);
  doc.addEventListener("dragstart", event => { if (event.target.closest?.("[data-piece]")) event.preventDefault(); });
})();
