/* The page that was taken along (离线巡查): works from its own store, with and without a network. Words come from the page. */
document.addEventListener("DOMContentLoaded", async () => {
  const page = document.getElementById("away");
  if (!page) return;
  const one = (query, from = page) => from.querySelector(query), say = page.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const WEEK = 7 * 86400000;
  const round = say.round, select = one("#group"), card = one("#card");
  let work, current = null, photo = null, sending = false, trouble = "";

  /* ---- what was taken along ---- */
  const fetched = async query => {
    const {status, body} = await Along.json(say.list + query);
    if (status !== 200) throw Object.assign(new Error(body.sentence), {kind: "refused", sentence: body.sentence});
    work = {round, account: say.account, list: say.list, send: say.send, query, at: Date.now(), groups: body.groups, things: body.things, closed: body.closed};
    await apply();
    await Along.put("work", work);
  };
  /* What waits in the queue is newer than what the server said. */
  const apply = async () => {
    for (const note of (await Along.queue()).filter(row => row.round === round && row.state === "waiting")) mark(note);
  };
  const mark = note => {
    const thing = work.things.find(row => row.k === note.thing);
    if (thing) { thing.v = note.verb; thing.o = Boolean(say["odd" + note.verb]); }
  };
  const keep = async () => {
    if (!navigator.serviceWorker) { trouble = say.insecure; return; }
    const held = await navigator.serviceWorker.register(say.worker, {scope: say.scope});
    const statics = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(node => node.href || node.src);
    await navigator.serviceWorker.ready;
    (held.active || held.waiting || held.installing).postMessage({keep: [say.scope, ...statics, say.decoder]});
  };

  /* ---- drawing ---- */
  const row = (name, words) => {
    const made = one("#t-" + name).content.firstElementChild.cloneNode(true);
    Object.entries(words).forEach(([slot, text]) => { const there = one(`[data-slot="${slot}"]`, made); if (there) { there.textContent = text; there.hidden = text === ""; } });
    return made;
  };
  const titled = key => work.groups.find(group => group.key === key)?.title || "";
  const draw = async () => {
    const notes = (await Along.queue()).filter(note => note.round === round);
    const mine = work.things.filter(thing => thing.g === select.value || !select.value);
    const seen = mine.filter(thing => thing.v), left = mine.filter(thing => !thing.v), odd = work.things.filter(thing => thing.o);
    const waiting = notes.filter(note => note.state === "waiting"), answered = notes.filter(note => note.state === "answered");
    one("#done").textContent = fill(say.done, {done: seen.length, all: mine.length});
    one("#odds").textContent = fill(say.odds, {n: mine.filter(thing => thing.o).length});
    one("#bar").max = mine.length || 1;
    one("#bar").value = seen.length;
    const net = one("#net");
    net.textContent = navigator.onLine ? waiting.length ? fill(say.waiting, {n: waiting.length}) : say.online : fill(say.offline, {n: waiting.length});
    net.className = "c-tag " + (navigator.onLine && !waiting.length ? "g" : "a");
    one("#left h2").textContent = fill(left.length ? say.left : say.none, {n: left.length, group: titled(select.value)});
    one("#left div").replaceChildren(...left.slice(0, 200).map(thing => {
      const made = row("row", {title: thing.t, under: [thing.u, select.value ? "" : titled(thing.g)].filter(Boolean).join(" ")});
      one("[data-open]", made).addEventListener("click", () => show(thing));
      one("[data-verb]", made).addEventListener("click", event => note(event.currentTarget.dataset.verb, thing));
      return made;
    }));
    one("#odd div").replaceChildren(...odd.slice(0, 200).map(thing => row("line", {title: thing.t, under: say["verb" + thing.v] || "", more: titled(thing.g)})));
    one("#odd").hidden = !odd.length;
    one("#n-odd").textContent = odd.length || "";
    one("#n-wait").textContent = waiting.length || "";
    one("#waits").textContent = trouble || fill(waiting.length ? say.waits : say.sent, {n: waiting.length});
    one("#answers").replaceChildren(...answered.map(note => {
      const made = row("answer", {title: note.title, under: say["verb" + note.verb] || "", more: note.verdict.sentence});
      one("[data-dismiss]", made).addEventListener("click", async () => { await Along.drop("queue", note.key); draw(); });
      const again = one("[data-again]", made);
      again.hidden = note.verdict.kind !== "refused";
      again.addEventListener("click", async () => { await Along.put("queue", {...note, state: "waiting", verdict: null}); send(); });
      return made;
    }));
    one("[data-give]").disabled = Boolean(waiting.length);
    one("#closed").hidden = !work.closed;
    one("#closed p").textContent = work.closed || "";
  };

  /* ---- one thing ---- */
  const show = (thing, code = "") => {
    current = {thing, code};
    photo = null;
    const elsewhere = Boolean(thing && select.value && thing.g !== select.value);
    card.replaceChildren(row("card", {code: thing ? thing.c[0] : code, title: thing ? thing.t : code ? say.foreign : say.extra, under: thing?.u || "", said: thing?.v ? say["verb" + thing.v] : ""}));
    const facts = one("dl", card);
    if (thing) facts.replaceChildren(...[[say.belongs, titled(thing.g)], ...thing.f].map(([label, value]) => {
      const pair = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = label; dd.textContent = value || "—"; pair.append(dt, dd);
      return pair;
    }));
    card.querySelectorAll("[data-verb]").forEach(button => {
      const {fits, extra, listed} = button.dataset;
      button.hidden = thing ? Boolean(extra) || (fits === "here" && elsewhere) || (fits === "elsewhere" && !elsewhere && Boolean(select.value)) : code ? fits === "elsewhere" || Boolean(listed) : !extra;
      button.addEventListener("click", () => note(button.dataset.verb, thing, code, button.dataset.wants));
    });
    one("input[type=file]", card).addEventListener("change", async event => {
      photo = event.target.files[0] ? await Scan.smaller(event.target.files[0]) : null;
      one("[data-photo]", card).textContent = photo ? say.pictured : "";
    });
    card.hidden = false;
    one("h2", card).focus();
    one("h2", card).scrollIntoView({block: "nearest"});
  };

  const note = async (verb, thing, code = "", wants = "") => {
    const words = one("#words", card)?.value.trim() || "";
    if (wants && !words) {
      one("[data-words]", card).hidden = false;
      one("label[for=words]", card).textContent = wants;
      one("#words", card).focus();
      one("[data-hint]", card).textContent = say.write;
      return;
    }
    const made = {key: Along.key(), round, account: work.account, list: work.list, send: work.send, thing: thing?.k ?? null, code, verb, group: select.value, words, photo,
      at: new Date().toISOString(), state: "waiting", title: thing?.t || words || code};
    await Along.put("queue", made);
    mark(made);
    await Along.put("work", work);
    card.hidden = true;
    one("#status-line").textContent = fill(say.noted, {title: made.title, verb: say["verb" + verb]});
    current = photo = null;
    await draw();
    send();
  };

  const found = raw => {
    const code = (raw.includes("://") ? raw.replace(/\/+$/, "").split("/").pop().split(/[?#]/)[0] : raw.replace(/[\s-]/g, "").toUpperCase());
    const foreign = raw.includes("://") && !raw.toLowerCase().includes("://" + location.host + "/");
    if (navigator.vibrate) navigator.vibrate(60);
    show(foreign ? null : work.things.find(thing => thing.c.includes(code)) || null, raw);
  };

  /* ---- sending ---- */
  const send = async () => {
    if (sending || !work || !navigator.onLine) return;
    sending = true;
    try {
      await Along.send(work, draw);
      trouble = "";
      if (navigator.onLine && say.fresh) await fetched(work.query);
    } catch (error) {
      trouble = error.kind === "signed-out" ? say.signin : error.kind === "other-account" ? say.other : error.kind === "refused" ? error.sentence : error.kind === "fault" ? say.fault : "";
    }
    sending = false;
    await draw();
  };

  /* ---- beginning ---- */
  try {
    const query = location.search;
    work = await Along.get("work", round);
    if (work && work.account !== say.account) work = null;
    if (query) { await fetched(query); history.replaceState(null, "", location.pathname); }
    else if (work && Date.now() - work.at > WEEK) {
      if (navigator.onLine) await fetched(work.query);
      else { work.things = []; await Along.put("work", work); }
    }
  } catch (error) {
    trouble = error.sentence || (error.kind === "signed-out" ? say.signin : say.fault);
  }
  if (!work) { one("#nothing").hidden = false; one("#working").hidden = true; if (trouble) one("#nothing p").textContent = trouble; return; }
  select.replaceChildren(select.options[0], ...work.groups.map(group => new Option(group.title, group.key)));
  if (work.groups.length === 1) select.value = work.groups[0].key;
  one("#working").hidden = false;
  await draw();
  select.addEventListener("change", () => { card.hidden = true; draw(); });
  one("#codeform").addEventListener("submit", event => { event.preventDefault(); event.stopPropagation(); const field = one("#code"); if (field.value.trim()) found(field.value.trim()); field.value = ""; });
  const video = one("video"), camera = one("[data-camera]");
  camera.addEventListener("click", async () => {
    if (!video.hidden) { Scan.stop(); video.hidden = true; return; }
    if (!Scan.able()) { one("#status-line").textContent = say.nocamera; return; }
    video.hidden = false;
    await Scan.start(video, found).catch(() => { video.hidden = true; one("#status-line").textContent = say.nocamera; });
  });
  one("#picture").addEventListener("change", async event => {
    const code = event.target.files[0] && await Scan.pictured(event.target.files[0]).catch(() => "");
    if (code) found(code); else one("#status-line").textContent = say.blank;
    event.target.value = "";
  });
  one("[data-extra]", page)?.addEventListener("click", () => show(null));
  one("[data-send]").addEventListener("click", send);
  one("[data-give]").addEventListener("click", async () => {
    for (const note of (await Along.queue()).filter(row => row.round === round)) await Along.drop("queue", note.key);
    await Along.drop("work", round);
    const held = await navigator.serviceWorker?.getRegistration(say.scope);
    held?.active?.postMessage({drop: true});
    location.href = say.back;
  });
  addEventListener("online", () => { draw(); send(); });
  addEventListener("offline", draw);
  setInterval(() => { if (navigator.onLine) Along.queue().then(rows => { if (rows.some(note => note.round === round && note.state === "waiting")) send(); }); }, 30000);
  await keep().catch(() => { trouble = say.insecure; });
  await draw();
  if (navigator.onLine) send();
});
