/* Draws the map from its data with Leaflet, without tiles. Without it the drawing and the table on the page say the same. */
(async () => {
  const box = document.getElementById("map"), drawing = document.getElementById("map-drawing");
  if (!box || !window.L) return;
  const answer = await fetch(box.dataset.source, {headers: {Accept: "application/json"}});
  if (!answer.ok) return;
  const data = await answer.json();
  box.hidden = false;
  drawing.setAttribute("hidden", "");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {attributionControl: false, zoomAnimation: !still, fadeAnimation: !still, zoomSnap: 0.25});
  const named = (layer, one, told) => {
    const words = document.createElement("span");
    words.textContent = [one.title, one.note].filter(Boolean).join(" ");
    return layer.bindTooltip(words, told).addTo(map);
  };
  const spot = one => named(
    L.circleMarker(one.at, {radius: one.look === "place" ? 4 : 7, className: "m-spot " + one.look}), one,
    {permanent: true, direction: "right", offset: [4, 0]},
  );
  const areas = data.areas.map(one => named(L.polygon(one.points, {className: "m-area"}), one, {sticky: true}));
  const lines = data.lines.map(one => named(L.polyline(one.points, {className: "m-line " + one.look}), one, {sticky: true}));
  const marks = data.spots.filter(one => one.look !== "place").map(spot), places = data.spots.filter(one => one.look === "place").map(spot);
  const ways = [...lines, ...marks], framed = ways.length ? ways : areas.length ? areas : places;
  map.fitBounds(L.featureGroup(framed).getBounds(), {padding: [40, 40], maxZoom: 16});
  L.control.scale({imperial: false}).addTo(map);
})();
