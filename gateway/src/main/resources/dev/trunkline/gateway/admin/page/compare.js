"use strict";
// Draws the distributions again with uPlot, so that they can be read off under the pointer. The
// pictures that came with the page stay where this cannot run.
(() => {
  const all = JSON.parse(document.getElementById("points").textContent);
  const armNames = [...document.querySelectorAll(".arm-name")].map((name) => name.textContent.trim());
  const drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** Both arms on one axis: a step holds its share until the next one of its own. */
  function aligned(points) {
    const starts = (arm) => (arm.length === 0 ? [] : [[points.low, 0], ...arm]);
    const table = (arm) => {
      const steps = new Map();
      for (const [ms, share] of starts(arm)) {
        steps.set(ms, share);
      }
      const last = arm.length === 0 ? null : arm[arm.length - 1];
      if (last !== null && last[0] < points.high) {
        steps.set(points.high, last[1]);
      }
      return steps;
    };
    const a = table(points.a);
    const b = table(points.b);
    const xs = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
    const filled = (steps) => {
      let share = null;
      return xs.map((x) => (share = steps.get(x) ?? share));
    };
    return [xs, filled(a), filled(b)];
  }

  /** The intervals of median, p90 and p99, where the page's own picture has them. */
  function whiskers(points) {
    return (plot) => {
      const context = plot.ctx;
      context.save();
      context.lineWidth = 2 * devicePixelRatio;
      for (const [bounds, name, shift] of [[points.whiskersB, "--arm-b", 4], [points.whiskersA, "--arm-a", -4]]) {
        context.strokeStyle = colour(name);
        for (const [share, low, high] of bounds) {
          const y = plot.valToPos(share, "y", true) + shift * devicePixelRatio;
          const from = plot.valToPos(low, "x", true);
          const to = plot.valToPos(Math.min(high, points.high), "x", true);
          context.beginPath();
          context.moveTo(from, y);
          context.lineTo(to, y);
          for (const end of [from, to]) {
            context.moveTo(end, y - 4 * devicePixelRatio);
            context.lineTo(end, y + 4 * devicePixelRatio);
          }
          context.stroke();
        }
      }
      context.restore();
    };
  }

  function options(place, points) {
    const width = place.clientWidth;
    const axis = {
      stroke: colour("--soft"),
      font: "12px system-ui, sans-serif",
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { stroke: colour("--line"), width: 1, size: 4 },
    };
    const line = (name, stroke) => ({
      label: name,
      stroke,
      width: 2,
      points: { show: false },
      paths: uPlot.paths.stepped({ align: 1 }),
      value: (_, share) => (share === null ? "–" : (share * 100).toFixed(1) + " %"),
    });
    return {
      width,
      height: Math.round(Math.max(220, Math.min(360, width * 0.42))),
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: [points.low, points.high] },
        y: { range: [0, 1.02] },
      },
      axes: [
        { ...axis, size: 34, label: "milliseconds", labelSize: 18, labelFont: axis.font, labelGap: 0, values: (_, ticks) => ticks.map((ms) => ms.toLocaleString("en")) },
        { ...axis, size: 52, splits: [0, 0.25, 0.5, 0.75, 0.9, 1], values: (_, ticks) => ticks.map((share) => Math.round(share * 100) + " %") },
      ],
      series: [
        { label: "ms", value: (_, ms) => (ms === null ? "–" : ms.toFixed(1)) },
        line(armNames[0], colour("--arm-a")),
        line(armNames[1], colour("--arm-b")),
      ],
      hooks: { draw: [whiskers(points)] },
    };
  }

  function draw() {
    for (const { plot } of drawn.splice(0)) {
      plot.destroy();
    }
    for (const place of document.querySelectorAll("[data-plot]")) {
      const points = all[place.dataset.plot];
      const picture = place.querySelector("svg");
      if (points !== undefined && place.clientWidth > 0) {
        const plot = new uPlot(options(place, points), aligned(points), place);
        // The picture's words stand for both: a canvas has none.
        plot.root.setAttribute("role", "img");
        plot.root.setAttribute("aria-label", picture.getAttribute("aria-label"));
        picture.setAttribute("hidden", "");
        drawn.push({ plot });
      }
    }
  }

  let waiting = 0;
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(draw, 150);
    }
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
