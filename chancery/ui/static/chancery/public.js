/* The public site: proof of work, position, size of files, printing. Everything works without it, only slower. */
(() => {
  const doc = document;
  const all = (query, from = doc) => [...from.querySelectorAll(query)];

  all("[data-print]").forEach(button => { button.hidden = false; button.addEventListener("click", () => window.print()); });
  all("[data-script]").forEach(part => { part.hidden = false; });
  all("[data-plain]").forEach(part => { part.hidden = true; });
  (doc.querySelector(".errs") || doc.querySelector("[data-focus]"))?.focus();

  /* A second press while the first is on its way sends nothing. */
  doc.addEventListener("submit", event => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const wait = setTimeout(() => button?.setAttribute("aria-busy", "true"), 300);
    addEventListener("pageshow", () => { clearTimeout(wait); delete form.dataset.sent; button?.removeAttribute("aria-busy"); }, {once: true});
  });

  /* ---- proof of work: begins when the form is shown, and is awaited when it is sent ---- */
  all("form[data-worker]").forEach(form => {
    let done = false, wanted = null;
    const finish = () => { done = true; if (wanted) form.requestSubmit(wanted); };
    try {
      const worker = new Worker(form.dataset.worker);
      worker.onmessage = ({data}) => { if (data !== null) form.elements.work.value = data; worker.terminate(); finish(); };
      worker.onerror = finish;
      worker.postMessage({salt: form.dataset.salt, goal: form.dataset.goal, most: Number(form.dataset.most)});
    } catch { finish(); }
    form.addEventListener("submit", event => {
      if (done || event.submitter?.value !== "send") return;
      event.preventDefault();
      wanted = event.submitter;
      wanted.setAttribute("aria-busy", "true");
    });
  });

  /* ---- files: said at once, before megabytes travel ---- */
  all("input[type=file][data-most]").forEach(input => input.addEventListener("change", () => {
    const files = [...input.files], told = doc.getElementById(input.dataset.told), {most, count, one} = input.dataset;
    const whole = files.reduce((sum, file) => sum + file.size, 0);
    const big = files.find(file => file.size > Number(one));
    const words = files.length > Number(count) ? input.dataset.many : big ? input.dataset.big.replace("{name}", big.name) : whole > Number(most) ? input.dataset.heavy : "";
    told.textContent = words;
    told.hidden = !words;
    input.setCustomValidity(words);
  }));

  /* ---- where the device is ---- */
  all("[data-position]").forEach(button => {
    if (!navigator.geolocation || !window.isSecureContext) { button.hidden = true; return; }
    button.addEventListener("click", () => {
      const told = doc.getElementById("position-told");
      told.textContent = button.dataset.asking;
      navigator.geolocation.getCurrentPosition(
        ({coords}) => doc.dispatchEvent(new CustomEvent("place", {detail: [coords.latitude, coords.longitude]})),
        () => { told.textContent = button.dataset.refused; },
        {enableHighAccuracy: true, timeout: 15000, maximumAge: 60000},
      );
    });
  });
  doc.addEventListener("place", ({detail: [latitude, longitude]}) => {
    const [north, east] = [doc.getElementById("latitude"), doc.getElementById("longitude")], told = doc.getElementById("position-told");
    north.value = latitude.toFixed(6);
    east.value = longitude.toFixed(6);
    told.textContent = told.dataset.marked.replace("{at}", `${north.value}, ${east.value}`);
  });
})();
