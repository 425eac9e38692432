// Draws the page's charts. `option` is pure: a chart's data and a theme in, what ECharts draws out.
"use strict";
const Preview = (() => {
  const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];
  const SPAN = 1.0000001;

  // The same as units.py: multiplied, divided by the step that fits, three significant digits.
  function written(value, scale, decimals) {
    if (value === null || value === undefined) return "";
    const scaled = value * scale.factor;
    let step = scale.steps[0];
    for (const one of scale.steps) if (Math.abs(scaled) >= one[0]) step = one;
    if (scaled === 0) step = scale.steps.find((one) => one[1] === 1) || step;
    return (scaled < 0 ? "-" : "") + scale.prefix + fixed(Math.abs(scaled) / step[1], decimals) + step[2];
  }

  function fixed(value, decimals) {
    let digits = decimals;
    if (digits === null || digits === undefined) {
      digits = Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(value)));
    }
    return (Math.floor(value * 10 ** digits + 0.5) / 10 ** digits).toFixed(digits);
  }

  // Ticks need no more digits than tell them apart.
  function tick(value, scale, decimals) {
    const text = written(value, scale, decimals);
    return decimals === null || decimals === undefined ? text.replace(/(\.\d*?)0+(?=\D*$)/, "$1").replace(/\.(?=\D*$)/, "") : text;
  }

  function alpha(colour, share) {
    const found = /^#(..)(..)(..)$/.exec(colour);
    return found ? `rgba(${found.slice(1).map((part) => parseInt(part, 16)).join(",")},${share})` : colour;
  }

  function clean(text) {
    return String(text).replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);
  }

  function moment(milliseconds) {
    return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
  }

  function base(theme) {
    return {
      animation: false,
      useUTC: true,
      textStyle: { fontFamily: "Inter, 'Segoe UI', system-ui, 'DejaVu Sans', sans-serif", color: theme.soft },
      grid: { left: 8, right: 14, top: 10, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      tooltip: {
        confine: true,
        backgroundColor: theme.card,
        borderColor: theme.line,
        textStyle: { color: theme.ink, fontSize: 12 },
        transitionDuration: 0,
      },
    };
  }

  function timeAxis(chart, theme) {
    return {
      type: "time",
      min: chart.start,
      max: chart.end,
      axisLine: { show: true, lineStyle: { color: theme.axis } },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: theme.axis, opacity: 0.6 } },
      splitNumber: 6,
      axisLabel: {
        color: theme.soft,
        fontSize: 11,
        hideOverlap: true,
        formatter: { year: "{yyyy}", month: "{MMM}", day: "{MM}/{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}", second: "{HH}:{mm}:{ss}" },
      },
    };
  }

  function niceAbove(value) {
    if (!(value > 0)) return value;
    const size = 10 ** Math.floor(Math.log10(value));
    // Five parts of each are a round number.
    return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * size * SPAN >= value) * size;
  }

  function valueAxis(axis, theme, extra) {
    const lowest = (found) => axis.min ?? (axis.softMin === null || axis.softMin === undefined ? undefined : Math.min(found.min, axis.softMin));
    const highest = (found) => axis.max ?? niceAbove(Math.max(found.max, axis.softMax ?? found.max));
    const own = { axisLine: { show: false }, axisTick: { show: false }, splitNumber: 5 };
    return {
      type: axis.log ? "log" : "value",
      ...own,
      min: axis.min === null && (axis.softMin === null || axis.softMin === undefined) ? undefined : lowest,
      max: axis.log ? undefined : highest,
      scale: true,
      splitLine: { lineStyle: { color: theme.axis, opacity: 0.6 } },
      axisLabel: { color: theme.soft, fontSize: 11, formatter: (value) => tick(value, axis.scale, axis.decimals) },
      ...extra,
    };
  }

  function thresholds(chart) {
    const { mode, steps } = chart.thresholds;
    const starts = steps.filter((step) => step.value !== null);
    const lines = mode.includes("line") || mode.includes("dashed");
    const areas = mode.includes("area");
    return {
      line: !lines ? [] : starts.map((step) => ({
        yAxis: step.value,
        lineStyle: { color: step.colour, type: mode.includes("dashed") ? [8, 6] : "solid", width: 1.5 },
      })),
      area: !areas ? [] : steps.map((step, index) => [
        { yAxis: step.value ?? -Infinity, itemStyle: { color: alpha(step.colour, 0.12) } },
        { yAxis: steps[index + 1] ? steps[index + 1].value : Infinity },
      ]),
    };
  }

  function timeseries(chart, theme) {
    const drawn = chart.series.map((one) => {
      const lonely = one.values.filter((value) => value !== null).length < 2;
      return {
        name: one.name,
        type: one.style === "bars" ? "bar" : one.style === "points" ? "scatter" : "line",
        yAxisIndex: one.right ? 1 : 0,
        data: one.values.map((value, index) => [chart.start + index * chart.step, value]),
        stack: one.stack ? `${one.stack}${one.right ? "-right" : ""}` : undefined,
        color: one.colour,
        step: one.shape === "stepAfter" ? "end" : one.shape === "stepBefore" ? "start" : false,
        smooth: one.shape === "smooth" ? 0.35 : false,
        connectNulls: one.connected,
        showSymbol: one.points === "always" || (one.points === "auto" && lonely),
        symbol: "circle",
        symbolSize: 5,
        barMaxWidth: 14,
        barCategoryGap: "15%",
        lineStyle: { width: one.width, type: one.dash ? "dashed" : "solid" },
        itemStyle: one.style === "bars" ? { color: alpha(one.colour, Math.max(one.fill, 0.3)) } : {},
        areaStyle: one.fill > 0 && one.style === "line" ? { color: alpha(one.colour, one.fill) } : undefined,
        emphasis: { disabled: true },
      };
    });
    const limits = thresholds(chart);
    const marks = together(chart).map((mark) => [{ xAxis: mark.start, itemStyle: { color: alpha(mark.colour, 0.07) } }, { xAxis: mark.end }]);
    // Carries lines and areas, so that they stay when series are hidden.
    const carrier = {
      type: "line",
      data: [],
      silent: true,
      markLine: {
        silent: true,
        symbol: "none",
        label: { show: false },
        data: [
          ...limits.line,
          ...together(chart).flatMap((mark) => [
            { xAxis: mark.start, lineStyle: { color: mark.colour, type: [3, 3], width: 1, opacity: 0.8 } },
            { xAxis: mark.end, lineStyle: { color: mark.colour, type: [3, 3], width: 1, opacity: 0.35 } },
          ]),
        ],
      },
      markArea: { silent: true, label: { show: false }, data: [...limits.area, ...marks] },
    };
    const right = chart.series.find((one) => one.right);
    return {
      ...base(theme),
      xAxis: timeAxis(chart, theme),
      yAxis: [
        valueAxis(chart.axis, theme, {}),
        ...(right ? [valueAxis({ ...chart.axis, scale: right.scale, decimals: right.decimals, softMax: null, softMin: null }, theme, { position: "right", splitLine: { show: false } })] : []),
      ],
      tooltip: {
        ...base(theme).tooltip,
        trigger: "axis",
        axisPointer: { type: "line", lineStyle: { color: theme.soft, type: "dashed" } },
        formatter: (points) => timeTip(chart, points),
      },
      series: [...drawn, carrier],
    };
  }

  // Several alerts at once are one shade, not a darker one.
  function together(chart) {
    const found = [];
    for (const { start, end, colour } of chart.marks) {
      const last = found[found.length - 1];
      const until = Math.max(end, start + chart.step);
      if (last && last.colour === colour && start <= last.end + chart.step) last.end = Math.max(last.end, until);
      else found.push({ start, end: until, colour });
    }
    return found;
  }

  function timeTip(chart, points) {
    const rows = points.filter((point) => point.value[1] !== null && chart.series[point.seriesIndex]);
    if (chart.sorted !== "none") rows.sort((a, b) => (chart.sorted === "desc" ? b.value[1] - a.value[1] : a.value[1] - b.value[1]));
    const at = points[0].value[0];
    const lines = rows.map((point) => {
      const one = chart.series[point.seriesIndex];
      return `${key(one.colour)}${clean(one.name)}&emsp;<b>${clean(written(point.value[1], one.scale, one.decimals))}</b>`;
    });
    const lasting = chart.marks.filter((mark) => mark.start <= at && at <= mark.end);
    return [moment(at), ...lines, ...lasting.map((mark) => `${key(mark.colour)}<i>${clean(mark.text)}</i>`)].join("<br>");
  }

  function key(colour) {
    return `<span style="display:inline-block;width:12px;height:4px;border-radius:2px;margin-right:7px;vertical-align:middle;background:${clean(colour)}"></span>`;
  }

  function between(colours, share) {
    const at = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
    const low = Math.floor(at);
    const parts = [colours[low], colours[Math.min(low + 1, colours.length - 1)]].map((colour) => [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16)));
    return `rgb(${parts[0].map((part, index) => Math.round(part + (parts[1][index] - part) * (at - low))).join(",")})`;
  }

  function heatmap(chart, theme) {
    const most = Math.max(...chart.cells.map((cell) => cell[2]));
    const shade = (value) => between(CIVIDIS, (value / most) ** chart.exponent);
    return {
      ...base(theme),
      xAxis: timeAxis(chart, theme),
      yAxis: {
        type: "category",
        data: chart.rows,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.soft, fontSize: 11 },
      },
      tooltip: { ...base(theme).tooltip, formatter: (point) => heatTip(chart, point.value) },
      series: [
        {
          type: "custom",
          data: chart.cells.map(([column, row, value]) => [chart.start + column * chart.step, row, value]),
          renderItem: (params, api) => {
            const [left, middle] = api.coord([api.value(0), api.value(1)]);
            const [wide, high] = api.size([chart.step, 1]);
            const gap = Math.min(chart.gap, wide / 4);
            const clip = params.coordSys;
            const x = Math.max(left, clip.x);
            return {
              type: "rect",
              shape: { x, y: middle - high / 2 + chart.gap / 2, width: Math.max(0, Math.min(left + wide, clip.x + clip.width) - x - gap), height: high - chart.gap },
              style: { fill: shade(api.value(2)) },
            };
          },
        },
      ],
    };
  }

  function heatTip(chart, [at, row, value]) {
    const from = row > 0 ? `${chart.rows[row - 1]} to ` : "up to ";
    return `${moment(at)}<br>${clean(from + chart.rows[row])}&emsp;<b>${clean(written(value, chart.scale, chart.decimals))}</b>`;
  }

  function barchart(chart, theme) {
    const names = {
      type: "category",
      data: chart.names,
      inverse: chart.horizontal,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.axis } },
      axisLabel: { color: theme.soft, fontSize: 11 },
    };
    const values = valueAxis({ ...chart.axis, min: chart.axis.min ?? 0 }, theme, {});
    return {
      ...base(theme),
      xAxis: chart.horizontal ? values : names,
      yAxis: chart.horizontal ? names : values,
      tooltip: {
        ...base(theme).tooltip,
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (points) => [clean(points[0].name), ...points.map((point) => {
          const one = chart.series[point.seriesIndex];
          return `${key(one.colour)}${clean(one.name)}&emsp;<b>${clean(written(point.value, one.scale, one.decimals))}</b>`;
        })].join("<br>"),
      },
      series: chart.series.map((one) => ({
        name: one.name,
        type: "bar",
        data: one.values,
        stack: chart.stacked ? "A" : undefined,
        color: one.colour,
        barMaxWidth: 48,
        emphasis: { disabled: true },
      })),
    };
  }

  const KINDS = { timeseries, heatmap, barchart };

  function option(chart, theme) {
    return KINDS[chart.kind](chart, theme);
  }

  function heatLegend(place, chart) {
    const bar = place.parentElement.querySelector(".heat");
    if (!bar || chart.kind !== "heatmap") return;
    const most = Math.max(...chart.cells.map((cell) => cell[2]));
    const shades = CIVIDIS.map((_, index) => between(CIVIDIS, (index / (CIVIDIS.length - 1)) ** chart.exponent));
    const [low, scale, high] = bar.children;
    scale.style.background = `linear-gradient(90deg, ${shades.join(",")})`;
    low.textContent = written(0, chart.scale, chart.decimals);
    high.textContent = written(most, chart.scale, chart.decimals);
  }

  function legend(place, instance, chart) {
    const rows = [...place.parentElement.querySelectorAll("[data-series]")];
    let only = null;
    for (const row of rows) {
      row.addEventListener("click", () => {
        only = only === row.dataset.series ? null : row.dataset.series;
        for (const other of rows) other.classList.toggle("off", only !== null && other.dataset.series !== only);
        const shown = chart.series.map((one) => [one.name, only === null || one.name === only]);
        instance.setOption({ legend: { show: false, selected: Object.fromEntries(shown) } });
      });
    }
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(["ink", "soft", "line", "axis", "card"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  function start() {
    const charts = JSON.parse(document.getElementById("charts").textContent);
    const drawn = new Map();

    function draw() {
      for (const place of document.querySelectorAll("[data-chart]")) {
        if (!place.clientWidth) continue;
        const chart = charts[place.dataset.chart];
        if (!drawn.has(place)) {
          const instance = echarts.init(place, null, { renderer: "svg" });
          drawn.set(place, instance);
          legend(place, instance, chart);
          heatLegend(place, chart);
        }
        drawn.get(place).setOption({ legend: { show: false }, ...option(chart, theme()) });
      }
    }

    function choose() {
      const boards = [...document.querySelectorAll(".board[id]")];
      const wanted = boards.find((board) => `#${board.id}` === decodeURIComponent(location.hash)) || boards[0];
      for (const board of boards) board.hidden = board !== wanted;
      for (const tab of document.querySelectorAll("nav a")) tab.classList.toggle("on", Boolean(wanted) && tab.getAttribute("href") === `#${wanted.id}`);
      draw();
    }

    function sort(head) {
      const table = head.closest("table");
      const column = [...head.parentElement.children].indexOf(head);
      const down = head.dataset.down !== "yes";
      head.dataset.down = down ? "yes" : "no";
      const order = new Intl.Collator("en", { numeric: true });
      const rows = [...table.tBodies[0].rows].sort((a, b) => order.compare(a.cells[column].textContent, b.cells[column].textContent));
      table.tBodies[0].append(...(down ? rows.reverse() : rows));
    }

    document.getElementById("theme").addEventListener("click", () => {
      const root = document.documentElement;
      root.dataset.theme = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark";
      draw();
    });
    for (const head of document.querySelectorAll(".rows th")) head.addEventListener("click", () => sort(head));
    window.addEventListener("hashchange", choose);
    window.addEventListener("resize", () => drawn.forEach((instance) => instance.resize()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    choose();
  }

  return { option, written, tick, start };
})();
if (typeof module === "undefined") Preview.start();
else module.exports = Preview;
