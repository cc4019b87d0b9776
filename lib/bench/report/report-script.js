/* What draws the charts in the browser, with uPlot, and says where the table goes on. */
const data = document.getElementById('data');
const charts = data ? JSON.parse(data.textContent) : [];
const drawn = [];
const PRINTED_WIDTH = 640;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colourOf({ isBaseline }) {
  return colour(isBaseline ? '--baseline' : '--run');
}

function element(parent, name, fields = {}) {
  return parent.appendChild(Object.assign(document.createElement(name), fields));
}

function draw() {
  for (const plot of drawn.splice(0)) plot.destroy();
  if (charts.length > 0) {
    const place = document.getElementById('charts');
    place.replaceChildren();
    // The columns have their widths only when all of them are there.
    const places = charts.map(chart => placeOf(chart, place));
    charts.forEach((chart, index) => drawn.push(plotOf(chart, places[index])));
  }
  const [hint, table] = ['.scrolls', '.scroll'].map(name => document.querySelector(name));
  hint.hidden = table.scrollWidth <= table.clientWidth;
}

function placeOf({ title, unit, xTitle, xScale, yScale, lines }, parent) {
  const chart = element(parent, 'div', { className: 'chart' });
  element(chart, 'h2', { textContent: title });
  const over = xTitle + (xScale === 'log2' ? ' (log\u2082)' : '');
  element(chart, 'p', { textContent: unit + (yScale === 'log10' ? ' (logarithmic)' : '') + ' over ' + over });
  const plot = element(chart, 'div', { className: 'plot' });
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', title + '; the table has the figures');
  const legend = element(chart, 'ul', { className: 'legend' });
  for (const line of lines) {
    const item = element(legend, 'li');
    item.innerHTML = swatchOf(line);
    element(item, 'span', { textContent: line.label });
  }
  element(chart, 'p', { className: 'readout' });
  return chart;
}

/* Marks differ in form, not only in colour: a print is grey. */
const marks = {
  run: { line: 'circle', tail: 'diamond', points: 'circle' },
  baseline: { line: 'square', tail: 'triangle', points: 'square' },
};

function markOf({ isBaseline, style }) {
  return { form: marks[isBaseline ? 'baseline' : 'run'][style], filled: style === 'line' };
}

/* The corners of a mark around its middle; a circle has none. */
const corners = {
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  square: [[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]],
  triangle: [[0, -1.25], [1.2, 0.95], [-1.2, 0.95]],
};

function swatchOf(line) {
  const { form, filled } = markOf(line);
  const stroke = 'stroke="' + colourOf(line) + '" stroke-width="2"';
  const fill = 'fill="' + (filled ? colourOf(line) : colour('--back')) + '"';
  const dash = line.style === 'tail' ? ' stroke-dasharray="6 4"' : '';
  const rule = line.style === 'points' ? '' : '<path d="M0 7H38" ' + stroke + dash + '/>';
  const points = (corners[form] ?? []).map(([x, y]) => [19 + x * 4, 7 + y * 4].join(',')).join(' ');
  const mark = form === 'circle'
    ? '<circle cx="19" cy="7" r="4" ' + fill + ' ' + stroke + '/>'
    : '<polygon points="' + points + '" ' + fill + ' ' + stroke + '/>';
  return '<svg viewBox="0 0 38 14" aria-hidden="true">' + rule + mark + '</svg>';
}

function drawMark(ctx, line, x, y, ratio) {
  const { form, filled } = markOf(line);
  const size = 4 * ratio;
  ctx.beginPath();
  if (form === 'circle') ctx.arc(x, y, size, 0, 2 * Math.PI);
  else for (const [dx, dy] of corners[form]) ctx.lineTo(x + dx * size, y + dy * size);
  ctx.closePath();
  ctx.setLineDash([]);
  ctx.lineWidth = 2 * ratio;
  ctx.fillStyle = filled ? colourOf(line) : colour('--back');
  ctx.strokeStyle = colourOf(line);
  ctx.fill();
  ctx.stroke();
}

function plotOf({ x, xTitle, xScale, yScale, lines }, chart) {
  const plot = chart.querySelector('.plot');
  const readout = chart.querySelector('.readout');
  const values = lines.flatMap(line => line.values.filter(value => value !== null));
  const highest = Math.max(...values);
  const range = yScale === 'log10' ? [Math.min(...values) / 1.3, highest * 1.3] : [0, highest * 1.15];
  const isLog = xScale === 'log2';
  const [least, most] = [x[0], x[x.length - 1]];
  const margin = isLog ? Math.max(1.12, (most / least) ** 0.06) : (most - least || most) * 0.12;
  const lineColour = colour('--line');
  const axis = { stroke: colour('--text'), grid: { stroke: lineColour, width: 1 }, ticks: { stroke: lineColour } };
  const number = value => value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  return new uPlot(
    {
      width: matchMedia('print').matches ? PRINTED_WIDTH : plot.clientWidth,
      height: 250,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: {
        x: {
          time: false,
          distr: isLog ? 3 : 1,
          log: 2,
          range: () => (isLog ? [least / margin, most * margin] : [Math.max(0, least - margin), most + margin]),
        },
        y: { distr: yScale === 'log10' ? 3 : 1, log: 10, range: () => range },
      },
      axes: [
        {
          ...axis,
          label: xTitle,
          labelSize: 22,
          ...(isLog && { splits: () => x, filter: (u, splits) => splits, values: u => withRoom(u, x) }),
        },
        {
          ...axis,
          size: 62,
          ...(yScale === 'log10' && { splits: () => logSplits(range), filter: (u, splits) => splits }),
          values: (u, splits) => splits.map(number),
        },
      ],
      series: [
        {},
        ...lines.map(line => ({
          stroke: colourOf(line),
          width: line.style === 'points' ? 0 : 2,
          dash: line.style === 'tail' ? [6, 5] : undefined,
          spanGaps: true,
          points: { show: false },
        })),
      ],
      hooks: {
        drawSeries: [(u, index) => drawPoints(u, lines[index - 1], index)],
        draw: [u => drawPointLabels(u, lines)],
        setCursor: [u => (readout.textContent = readoutOf(u.cursor.idx))],
      },
    },
    [x, ...lines.map(({ values }) => values)],
    plot,
  );

  function readoutOf(index) {
    if (index === null || index === undefined) return '';
    const measured = lines.filter(({ values }) => values[index] !== null);
    return xTitle + ' ' + number(x[index]) + ': '
      + measured.map(({ label, values }) => label + ' ' + number(values[index])).join('; ');
  }
}

function drawPoints(u, line, index) {
  u.data[index].forEach((value, at) => {
    if (value === null) return;
    drawMark(u.ctx, line, u.valToPos(u.data[0][at], 'x', true), u.valToPos(value, 'y', true), uPlot.pxRatio);
  });
}

/* The concurrency beside a point, where no other text is. */
function drawPointLabels(u, lines) {
  const ratio = uPlot.pxRatio;
  const taken = [];
  u.ctx.save();
  u.ctx.font = 12 * ratio + 'px system-ui, sans-serif';
  u.ctx.fillStyle = colour('--text');
  u.ctx.textAlign = 'left';
  u.ctx.textBaseline = 'middle';
  lines.forEach(({ pointLabels = [] }, line) => {
    pointLabels.forEach((label, at) => {
      const value = u.data[line + 1][at];
      if (value === null) return;
      const width = u.ctx.measureText(label).width;
      const left = u.valToPos(u.data[0][at], 'x', true) + 8 * ratio;
      const y = u.valToPos(value, 'y', true) - 10 * ratio;
      const box = { left, right: left + width, top: y - 8 * ratio, bottom: y + 8 * ratio };
      const meets = other =>
        box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      if (taken.some(meets) || box.right > u.bbox.left + u.bbox.width) return;
      taken.push(box);
      u.ctx.fillText(label, left, y);
    });
  });
  u.ctx.restore();
}

/* A label for each concurrency that has room for it; an empty text for the others. */
function withRoom(u, x) {
  let free = -Infinity;
  return x.map((value) => {
    const middle = u.valToPos(value, 'x');
    const half = String(value).length * 4 + 4;
    if (middle - half < free) return '';
    free = middle + half;
    return String(value);
  });
}

/* Round numbers within a range: of the coarsest steps that give three of them. */
function logSplits([least, most]) {
  const steps = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]];
  const from = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(most)) - from + 1 }, (_, index) => from + index);
  const of = step => decades.flatMap(decade => step.map(factor => Number((factor * 10 ** decade).toPrecision(3))));
  const found = steps.map(step => of(step).filter(value => value >= least && value <= most));
  return found.find(splits => splits.length >= 3) ?? found[found.length - 1];
}

draw();
addEventListener('resize', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
matchMedia('print').addEventListener('change', draw);
