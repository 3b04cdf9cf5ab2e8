/* Reads QR codes from the camera or from a picture: by the browser's own reader where it has one, else by jsQR.
   Without a camera (no https, none built in, not allowed) the code is typed; the page says so in its own words. */
window.Scan = (() => {
  const here = document.currentScript;
  let reader = null, stream = null, running = 0;
  const canvas = document.createElement("canvas");

  const load = source => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = done;
    script.onerror = () => failed(new Error(source));
    document.head.append(script);
  });

  const drawn = (source, width, height, most) => {
    const scale = Math.min(1, most / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const brush = canvas.getContext("2d", {willReadFrequently: true});
    brush.drawImage(source, 0, 0, canvas.width, canvas.height);
    return brush;
  };

  const chosen = async () => {
    if (window.BarcodeDetector && (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code")) {
      const detector = new BarcodeDetector({formats: ["qr_code"]});
      return async source => (await detector.detect(source))[0]?.rawValue || "";
    }
    if (!window.jsQR) await load(here.dataset.decoder);
    return async (source, width, height) => {
      const brush = drawn(source, width, height, 640);
      const seen = brush.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(seen.data, seen.width, seen.height, {inversionAttempts: "dontInvert"})?.data || "";
    };
  };

  const stop = () => {
    running += 1;
    stream?.getTracks().forEach(track => track.stop());
    stream = null;
  };

  /* Shows the camera in `video` and calls `found` once for each code that comes into view. */
  const start = async (video, found) => {
    stop();
    const mine = running;
    stream = await navigator.mediaDevices.getUserMedia({audio: false, video: {facingMode: "environment", width: {ideal: 1280}}});
    video.srcObject = stream;
    await video.play();
    reader ||= await chosen();
    let last = "", since = 0;
    while (mine === running) {
      if (video.readyState >= 2) {
        const code = await reader(video, video.videoWidth, video.videoHeight).catch(() => "");
        if (mine !== running) return;
        if (code && (code !== last || Date.now() - since > 4000)) { last = code; found(code); }
        if (code) since = Date.now();
      }
      await new Promise(next => setTimeout(next, 160));
    }
  };

  const pictured = async file => {
    const bitmap = await createImageBitmap(file);
    reader ||= await chosen();
    return reader(bitmap, bitmap.width, bitmap.height);
  };

  /* A photograph small enough to be sent from a basement door: at most 1600 points, JPEG. */
  const smaller = async file => {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return file;
    drawn(bitmap, bitmap.width, bitmap.height, 1600);
    return new Promise(done => canvas.toBlob(blob => done(blob || file), "image/jpeg", 0.82));
  };

  return {start, stop, pictured, smaller, able: () => Boolean(navigator.mediaDevices?.getUserMedia)};
})();

/* The page with a network: what the camera reads goes into the field, and the form is sent. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-scan]");
  if (!form) return;
  const open = form.querySelector("[data-camera]"), video = form.querySelector("video"), told = form.querySelector("[data-told]");
  const take = code => {
    Scan.stop();
    form.elements.code.value = code;
    form.requestSubmit();
  };
  open.hidden = false;
  form.querySelector("[data-picture]").hidden = false;
  open.addEventListener("click", async () => {
    if (!Scan.able()) { told.textContent = told.dataset.none; return; }
    video.hidden = false;
    await Scan.start(video, take).catch(() => { video.hidden = true; told.textContent = told.dataset.none; });
  });
  form.querySelector("[data-picture] input").addEventListener("change", async event => {
    const code = event.target.files[0] && await Scan.pictured(event.target.files[0]).catch(() => "");
    if (code) take(code); else told.textContent = told.dataset.blank;
  });
});
