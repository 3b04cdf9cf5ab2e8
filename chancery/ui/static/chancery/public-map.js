/* The map on which a place is tapped: our own ground, no tiles. Without it the small drawing and the address do the same. */
(() => {
  const box = document.getElementById("tap");
  if (!box || !window.L) return;
  const {frame, water, roads, places} = JSON.parse(box.dataset.ground);
  box.hidden = false;
  document.querySelectorAll("[data-tap-plain]").forEach(part => { part.hidden = true; });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {attributionControl: false, zoomAnimation: !still, fadeAnimation: !still, zoomSnap: 0.25});
  const named = (layer, words, told) => {
    const span = document.createElement("span");
    span.textContent = words;
    return layer.bindTooltip(span, told).addTo(map);
  };
  water.forEach(one => one.ring ? named(L.polygon(one.ring, {className: "po-water", interactive: false}), one.name, {permanent: true, direction: "center"})
    : L.polyline(one.line, {className: "po-river", interactive: false}).addTo(map));
  roads.forEach(one => L.polyline(one.line, {className: "po-road", interactive: false}).addTo(map));
  places.forEach(([name, at]) => named(L.circleMarker(at, {radius: 4, className: "po-spot", interactive: false}), name, {permanent: true, direction: "right", offset: [4, 0]}));
  map.fitBounds([[frame[0], frame[1]], [frame[2], frame[3]]]);
  L.control.scale({imperial: false}).addTo(map);
  let mark = null;
  const set = (at, near) => {
    if (mark) mark.setLatLng(at); else mark = L.circleMarker(at, {radius: 9, className: "po-mark"}).addTo(map);
    if (near) map.setView(at, Math.max(map.getZoom(), 15));
  };
  const fields = ["latitude", "longitude"].map(name => Number(document.getElementById(name).value));
  if (fields[0] && fields[1]) set(fields);
  map.on("click", ({latlng}) => document.dispatchEvent(new CustomEvent("place", {detail: [latlng.lat, latlng.lng]})));
  document.addEventListener("place", ({detail}) => set(detail, !map.getBounds().contains(detail)));
})();
