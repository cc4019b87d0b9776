import { milliseconds } from '../metrics';
import { Chart, ChartLine } from './charts';
import { escaped } from './escaped';

/** The charts of one concurrency: a line needs two points, so each value is a bar, with its number beside it. */
export function barCharts(charts: readonly Chart[]): string {
  return charts.map(({ lines, title, unit, x }) => {
    const longest = Math.max(...lines.map(valueOf));
    const bars = lines.map(line => bar(line, longest, unit));
    return `<div class="chart"><h2>${escaped(title)}</h2><p>${escaped(unit)}, at a concurrency of ${x[0]}</p>`
      + `<dl class="bars">${bars.join('')}</dl></div>`;
  }).join('\n');
}

function bar(line: ChartLine, longest: number, unit: string): string {
  const value = valueOf(line);
  const text = unit === 'ms' ? milliseconds(value) : Math.round(value).toLocaleString('en-US');
  const kind = `${line.isBaseline ? 'of-baseline' : 'of-run'} ${line.style}`;
  return `<dt>${escaped(line.label)}</dt><dd><span class="bar ${kind}" style="width: ${share(value, longest)}%"></span>`
    + `</dd><dd>${escaped(text)}</dd>`;
}

function share(value: number, longest: number): string {
  return longest > 0 ? (value / longest * 100).toFixed(1) : '0';
}

function valueOf({ values }: ChartLine): number {
  return values[0] ?? 0;
}
