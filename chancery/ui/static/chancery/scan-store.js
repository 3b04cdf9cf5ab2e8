/* What a phone took along and what was noted on it, until it is sent: an IndexedDB of this browser, by account.
   Nothing leaves the queue before the server has answered for it. */
window.Along = (() => {
  const NAME = "chancery-along";
  let opened;
  const base = () => opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("work", {keyPath: "round"});
      asked.result.createObjectStore("queue", {keyPath: "key"}).createIndex("round", "round");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const act = async (store, mode, ask) => {
    const held = await base();
    return new Promise((done, failed) => {
      const deal = held.transaction(store, mode), asked = ask(deal.objectStore(store));
      deal.oncomplete = () => done(asked?.result);
      deal.onabort = deal.onerror = () => failed(deal.error);
    });
  };
  const put = (store, row) => act(store, "readwrite", kept => kept.put(row));
  const get = (store, key) => act(store, "readonly", kept => kept.get(key));
  const drop = (store, key) => act(store, "readwrite", kept => kept.delete(key));
  const queue = () => act("queue", "readonly", kept => kept.getAll());

  /* Keys of observations: made once, so that sending twice is the same as sending once. */
  const key = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18)))).replaceAll("+", "-").replaceAll("/", "_");

  const json = async (address, more) => {
    const answer = await fetch(address, {credentials: "same-origin", cache: "no-store", ...more});
    if (answer.redirected || !(answer.headers.get("content-type") || "").includes("json")) throw Object.assign(new Error("signed out"), {kind: answer.status >= 500 ? "fault" : "signed-out"});
    return {status: answer.status, body: await answer.json()};
  };

  const EACH = 20;
  /* Sends what waits for one round, a few at a time and in order. Throws with `kind` when it cannot; what was not answered stays. */
  const send = async (work, after) => {
    for (;;) {
      const waiting = (await queue()).filter(one => one.round === work.round && one.account === work.account && one.state === "waiting");
      waiting.sort((a, b) => a.at < b.at ? -1 : 1);
      const some = waiting.slice(0, EACH);
      if (!some.length) return;
      const head = await json(work.list + "?head=1");
      if (head.body.account !== work.account) throw Object.assign(new Error("other"), {kind: "other-account"});
      const form = new FormData();
      form.append("told", JSON.stringify({now: new Date().toISOString(), told: some.map(({key, thing, code, verb, group, words, at}) => ({key, thing, code, verb, group, words, at}))}));
      some.forEach(one => { if (one.photo) form.append("photo-" + one.key, one.photo, "photo.jpg"); });
      const answer = await json(work.send, {method: "POST", body: form, headers: {"X-CSRFToken": head.body.token}});
      if (answer.status !== 200) throw Object.assign(new Error(answer.body.sentence || ""), {kind: "refused", sentence: answer.body.sentence});
      const verdicts = new Map(answer.body.verdicts.map(verdict => [verdict.key, verdict]));
      for (const one of some) {
        const verdict = verdicts.get(one.key);
        if (!verdict) throw Object.assign(new Error("unanswered"), {kind: "fault"});
        if (verdict.well) await drop("queue", one.key);
        else await put("queue", {...one, state: "answered", verdict, photo: verdict.kind === "refused" ? one.photo : null});
      }
      if (after) await after();
    }
  };

  const clear = async () => {
    (await base()).close();
    opened = null;
    await new Promise(done => { const asked = indexedDB.deleteDatabase(NAME); asked.onsuccess = asked.onerror = asked.onblocked = done; });
    if (window.caches) for (const name of await caches.keys()) if (name.startsWith("along:")) await caches.delete(name);
    for (const one of await navigator.serviceWorker?.getRegistrations() || []) if (one.scope.endsWith("/away/")) await one.unregister();
  };

  return {put, get, drop, queue, key, json, send, clear};
})();
