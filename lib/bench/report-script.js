/* What draws the charts in the browser, with uPlot. */
const charts = JSON.parse(document.getElementById('data').textContent);
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = [];

function draw() {
  for (const plot of drawn.splice(0)) plot.destroy();
  const place = document.getElementById('charts');
  place.replaceChildren();
  const places = charts.map(({ title, unit }) => {
    const chart = place.appendChild(Object.assign(document.createElement('div'), { className: 'chart' }));
    chart.appendChild(Object.assign(document.createElement('h2'), { textContent: title + ' (' + unit + ')' }));
    return chart;
  });
  // The columns have their widths only when all of them are there.
  charts.forEach(({ x, lines }, index) => {
    const chart = places[index];
    const axis = {
      stroke: colour('--text'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line') },
    };
    drawn.push(
      new uPlot(
        {
          width: chart.clientWidth,
          height: 260,
          scales: {
            x: { time: false, range: [0, Math.max(...x) * 1.08] },
            y: { range: (plot, least, most) => [0, most * 1.08] },
          },
          axes: [
            {
              ...axis,
              label: 'concurrency',
              labelSize: 22,
              splits: () => x,
              values: (plot, splits) => splits.map(String),
            },
            { ...axis, size: 62, values: (plot, splits) => splits.map(value => value.toLocaleString('en-US')) },
          ],
          series: [
            { label: 'concurrency' },
            ...lines.map(({ label, isBaseline, dashed }) => ({
              label,
              stroke: colour(isBaseline ? '--baseline' : '--run'),
              width: 2,
              dash: dashed ? [6, 5] : undefined,
              spanGaps: true,
              points: { show: true, size: 8, fill: colour(isBaseline ? '--baseline' : '--run') },
              value: (plot, value) =>
                value === null ? '\u2013' : value.toLocaleString('en-US', { maximumFractionDigits: 2 }),
            })),
          ],
        },
        [x, ...lines.map(({ values }) => values)],
        chart,
      ),
    );
  });
}

draw();
addEventListener('resize', draw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
