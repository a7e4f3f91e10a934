"use strict";

const report = JSON.parse(document.getElementById("report").textContent);
const last = report.steps[report.steps.length - 1];
const number = (value, digits = 2) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const whole = (value) => value.toLocaleString("en");
const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function element(parent, tag, text = "", className = "") {
  const made = parent.appendChild(document.createElement(tag));
  made.textContent = text;
  made.className = className;
  return made;
}

/* What it was, and how it went. */

document.title = `Load test: ${report.scenario}`;
const title = document.getElementById("title");
title.append(`Load test: ${report.scenario}, `);
element(title, "span", report.passed ? "passed" : "failed", report.passed ? "good" : "bad");
const objective =
  report.objectiveMs === null
    ? "Objective: nothing lost."
    : `Objective: nothing lost, and p99 of the frames' delay at most ${report.objectiveMs} ms each way.`;
document.getElementById("summary").textContent = `Begun ${report.begunAt.replace("T", " ").slice(0, 19)} UTC. ${objective}`;
for (const problem of report.problems) {
  element(document.getElementById("problems"), "li", problem);
}
document.getElementById("footer").textContent =
  `${report.machine}. Delay: from when a frame was due by its schedule to its arrival. Added: from when it was sent. ` +
  "Generator late: from due to sent. Late frames arrived more than 20 ms after they were due.";

function figure(name, value, detail = "", className = "") {
  const box = element(document.getElementById("figures"), "div");
  element(box, "dt", name);
  const shown = element(box, "dd", value, className);
  if (detail) {
    shown.append(" ");
    element(shown, "small", detail);
  }
}

const lost = ["uplink", "downlink"].map((way) => last[way].counts.sent - last[way].counts.arrived);
const sum = ([a, b]) => a + b;
figure("Calls at once", whole(last.plan.calls));
figure("Calls made", whole(report.calls.placed), `${whole(report.calls.served)} served`);
if (report.calls.refused > 0) {
  figure("Refused in order", whole(report.calls.refused));
}
figure("Failed", whole(report.calls.failed), "", report.calls.failed > 0 ? "bad" : "");
figure("Frames lost", whole(sum(lost)), `of ${whole(last.uplink.counts.sent + last.downlink.counts.sent)}`, sum(lost) > 0 ? "bad" : "");
figure("Delay p99, ms", `${number(last.uplink.delay.p99, 1)} / ${number(last.downlink.delay.p99, 1)}`);
if (last.target.residentMiB > 0) {
  figure("CPU per call", number(last.perCall.cpuMs), "ms/s");
  figure("Memory per call", number(last.perCall.memoryMiB), "MiB");
}

/* Tables. */

function table(name, head, rows) {
  const panel = element(document.getElementById("tables"), "div", "", "panel");
  element(panel, "h2", name);
  const body = element(panel, "table");
  const line = (tag, cells) => {
    const row = element(body, "tr");
    for (const cell of cells) {
      element(row, tag, ...(Array.isArray(cell) ? cell : [cell]));
    }
  };
  line("th", head);
  rows.forEach((cells) => line("td", cells));
}

const several = report.steps.length > 1;
const named = (step, name) => (several ? `${whole(step.plan.calls)} calls, ${name}` : name);
const none = (count) => [whole(count), count > 0 ? "bad" : ""];
const both = (rows) => report.steps.flatMap((step) => ["uplink", "downlink"].flatMap((way) => rows(step, way)));

table(
  "Frames",
  ["", "sent", "lost", "late", "twice", "out of order", "too early", "not read", "of another call"],
  both((step, way) => {
    const { counts, late } = step[way];
    return [[named(step, way), whole(counts.sent), none(counts.sent - counts.arrived), whole(late), none(counts.duplicated),
      none(counts.outOfOrder), none(counts.early), none(counts.unsent), none(counts.foreign)]];
  }));

const quantiles = (name, ms, digits = 2) => [name, ...["p50", "p90", "p99", "p999", "max"].map((q) => number(ms[q], digits))];
const times = both((step, way) => [
  quantiles(named(step, `${way} delay`), step[way].delay),
  ...(several ? [] : [quantiles(`${way} added`, step[way].added), quantiles(`${way} generator late`, step[way].lateness)]),
]);
if (report.setup !== null) {
  times.push(quantiles("ringing to connected", report.setup.connected));
  if (report.calls.refused > 0) {
    times.push(quantiles("ringing to refused", report.setup.refused));
  }
}
table("Milliseconds", ["", "p50", "p90", "p99", "p99.9", "max"], times);

if (report.conversations) {
  const talk = report.conversations;
  table(
    "Conversations",
    ["milliseconds", "number", "missing", "p50", "p90", "p99", "p99.9", "max"],
    [["response to a turn, at the phone", talk.turns, talk.unanswered, talk.response],
      ["silence after an interruption, at the phone", talk.bargeIns, talk.unheeded, talk.silence],
      ["agent's audio heard meanwhile", talk.bargeIns, 0, talk.leaked]]
      .map(([name, count, missing, ms]) => [name, whole(count), none(missing), ...quantiles("", ms, 0).slice(1)]));
}

table(
  "Processes",
  ["", "gateway, cores", "CPU per call, ms a second", "memory, MiB", "before the calls", "per call", "generator, cores", "others, cores"],
  report.steps.map((step) => [`${whole(step.plan.calls)} calls`, number(step.target.cores), number(step.perCall.cpuMs),
    whole(step.target.residentMiB), whole(step.idleMiB), number(step.perCall.memoryMiB), number(step.generator.cores),
    number(step.otherCores)]));

if (report.soak !== null) {
  table(
    `Flat? Low points of each tenth after the warm-up, ${whole(report.soak.samples.length)} samples, ${whole(report.soak.failedLooks)} failed`,
    ["", "mean", "growth over the run", "allowed", ""],
    report.soak.trends.map((trend) => [trend.name, number(trend.mean, 1), number(trend.growth), number(trend.tolerance),
      { FLAT: ["flat", "good"], GROWS: ["grows", "bad"], UNKNOWN: ["too little was seen", "soft"] }[trend.verdict]]));
}

/* Plots: made anew when the colours or the width change. */

const plots = [];

function plot(name, x, xs, lines) {
  const place = element(document.getElementById("plots"), "div", "", "panel");
  element(place, "h2", name);
  const colours = ["--first", "--second", "--third"];
  let drawn = null;
  plots.push(() => {
    drawn?.destroy();
    const axis = {
      stroke: style("--soft"), font: "12px system-ui, sans-serif",
      grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line"), width: 1 },
    };
    drawn = new uPlot({
      width: place.clientWidth - 28,
      height: 240,
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, (high || 1) * 1.08] } },
      axes: [{ ...axis, label: x.label, labelSize: 20, labelFont: axis.font, ...x.axis }, { ...axis, size: 60 }],
      series: [{ label: x.label, value: x.value ?? ((_, v) => (v === null ? "–" : number(v, 1))) },
        ...lines.map(({ label, dashed, colour }, i) => ({
          label, stroke: style(colours[colour ?? i]), width: dashed ? 1.25 : 1.5, dash: dashed ? [5, 4] : undefined,
          points: { show: xs.length < 12 }, value: (_, v) => (v === null ? "–" : number(v)),
        }))],
      hooks: { draw: x.mark === undefined ? [] : [(u) => mark(u, x.mark)] },
    }, [xs, ...lines.map((line) => line.ys)], place);
  });
}

/** Where the warm-up ends. */
function mark(u, at) {
  const left = u.valToPos(at, "x", true);
  u.ctx.save();
  u.ctx.strokeStyle = style("--soft");
  u.ctx.setLineDash([2, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(left, u.bbox.top);
  u.ctx.lineTo(left, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}

// As HdrHistogram plots it: each tick of the axis is ten times rarer than the one before.
const depth = (percentile) => -Math.log10(1 - Math.min(percentile, 99.99999) / 100);
const nines = (value) => `${+(100 * (1 - 10 ** -value)).toFixed(6)}`;
{
  const curves = ["uplinkDelay", "downlinkDelay", "uplinkAdded", "downlinkAdded"].map((name) => report.percentiles[name]);
  const all = [...new Set(curves.flat().map((point) => point.percentile))].sort((a, b) => a - b);
  const line = (points) => all.map((p) => (points.find((each) => each.percentile >= p) ?? points[points.length - 1] ?? { ms: null }).ms);
  plot(
    "A frame's way by percentile, ms",
    { label: "percent of the frames", axis: { values: (_, values) => values.map(nines), incrs: [1, 2], space: 64 }, value: (_, v) => (v === null ? "–" : nines(v)) },
    all.map(depth),
    ["uplink delay", "downlink delay", "uplink added", "downlink added"].map((label, i) =>
      ({ label, ys: line(curves[i]), dashed: i > 1, colour: i % 2 })));
}

if (several) {
  const calls = report.steps.map((step) => step.plan.calls);
  const over = (read) => report.steps.map(read);
  plot("Delay p99 by calls, ms", { label: "calls" }, calls,
    ["uplink", "downlink"].map((way) => ({ label: way, ys: over((step) => step[way].delay.p99) })));
  plot("Frames lost by calls", { label: "calls" }, calls,
    ["uplink", "downlink"].map((way) => ({ label: way, ys: over((step) => step[way].counts.sent - step[way].counts.arrived) })));
  plot("CPU by calls, cores", { label: "calls" }, calls, [{ label: "gateway", ys: over((step) => step.target.cores) },
    { label: "generator", ys: over((step) => step.generator.cores) }]);
}

if (report.soak !== null && report.soak.samples.length > 0) {
  const { samples, trends, warmUpSeconds } = report.soak;
  const end = samples[samples.length - 1].atSeconds;
  const minutes = samples.map((sample) => sample.atSeconds / 60);
  const x = { label: "minutes", mark: warmUpSeconds / 60 };
  const line = (field, label) => ({ label, ys: samples.map((sample) => sample[field]) });
  /** The straight line that the verdict goes by. */
  const fitted = (name, colour = 0) => {
    const trend = trends.find((each) => each.name === name);
    if (trend === undefined || trend.verdict === "UNKNOWN") {
      return [];
    }
    const middle = (warmUpSeconds + end) / 2;
    const ys = samples.map(({ atSeconds }) =>
      atSeconds < warmUpSeconds ? null : trend.mean + (trend.growth * (atSeconds - middle)) / ((end - warmUpSeconds) * 0.9));
    return [{ label: "low points", ys, dashed: true, colour: colour + 1 }];
  };
  plot("Heap, MiB", x, minutes, [line("keptMiB", "after collection"), ...fitted("heap after collection, MiB"), { ...line("heapMiB", "in use, garbage included"), colour: 2 }]);
  plot("Direct memory, MiB", x, minutes, [line("nettyDirectMiB", "Netty"), line("jdkDirectMiB", "JDK")]);
  plot("Open files", x, minutes, [line("openFiles", "open files"), ...fitted("open files")]);
  plot("Timers on the event loops", x, minutes, [line("timers", "timers"), ...fitted("timers")]);
  plot("Threads, and tasks that wait", x, minutes, [line("threads", "threads"), line("pendingTasks", "pending tasks")]);
  plot("Active calls", x, minutes, [line("activeCalls", "active calls")]);
  plot("Delay p99 of each interval, ms", x, minutes, [line("uplinkP99Ms", "uplink"), line("downlinkP99Ms", "downlink")]);
  if (last.target.residentMiB > 0) {
    plot("CPU of the gateway, cores", x, minutes, [line("cores", "cores")]);
    plot("Resident memory of the gateway, MiB", x, minutes, [line("residentMiB", "resident")]);
  }
}

const draw = () => plots.forEach((make) => make());
draw();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
let waiting = 0;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 150);
});
