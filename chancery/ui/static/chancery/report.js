/* Draws the chart of a report from the figures on the page. Without it the sentence and the table say the same. */
(() => {
  const box = document.getElementById("chart"), held = document.getElementById("chart-data");
  if (!box || !held || !window.echarts) return;
  const data = JSON.parse(held.textContent), style = getComputedStyle(document.documentElement);
  const token = name => style.getPropertyValue(name).trim();
  const colours = [token("--c-chart-1"), token("--c-chart-5"), token("--c-chart-3")];
  const words = {color: token("--c-ink-3"), fontFamily: token("--c-font"), fontSize: 12};
  const axes = data.series.map((one, at) => ({
    type: "value", min: 0, max: one.unit === "%" ? 100 : null, position: at ? "right" : "left", minInterval: 1,
    splitLine: {show: !at, lineStyle: {color: token("--c-chart-grid")}},
    axisLabel: {...words, formatter: "{value}" + one.unit},
  }));
  const chart = echarts.init(box, null, {renderer: "svg"});
  chart.setOption({
    animation: false, textStyle: words, grid: {left: 52, right: 40, top: 44, bottom: 28}, tooltip: {trigger: "axis"},
    legend: {top: 8, left: 44, itemWidth: 18, itemHeight: 8, textStyle: {color: token("--c-ink-2"), fontSize: 13}},
    xAxis: {type: "category", data: data.labels, axisLabel: words, axisTick: {show: false}, axisLine: {lineStyle: {color: token("--c-line-2")}}},
    yAxis: axes.slice(0, 2),
    series: data.series.map((one, at) => ({
      name: one.name, type: data.kind, data: one.values, yAxisIndex: Math.min(at, 1), symbol: ["circle", "diamond"][at % 2], symbolSize: 7,
      lineStyle: {color: colours[at], width: 2.2, type: at ? [5, 4] : "solid"}, itemStyle: {color: colours[at]},
    })),
  });
  addEventListener("resize", () => chart.resize());
})();
