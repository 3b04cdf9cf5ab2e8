/* Before signing out: sends what still waits on this phone, clears what was taken along, and leaves. */
document.addEventListener("DOMContentLoaded", async () => {
  const form = document.querySelector("form[data-leave]");
  if (!form) return;
  const told = form.querySelector("[data-told]"), anyway = form.querySelector("[data-anyway]");
  const left = async () => (await Along.queue()).filter(note => note.state === "waiting");
  const leave = async () => { await Along.clear().catch(() => {}); form.submit(); };
  try {
    const rounds = new Map((await left()).map(note => [note.round, note]));
    for (const note of rounds.values()) await Along.send(note).catch(() => {});
    const waiting = await left();
    if (!waiting.length) { await leave(); return; }
    told.textContent = told.dataset.waiting.replace("{n}", waiting.length);
    anyway.hidden = false;
  } catch { await leave(); }
  anyway.addEventListener("click", event => { event.preventDefault(); leave(); });
});
