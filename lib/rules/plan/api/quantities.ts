import type { AmountsSpec, ContainersSpec, ContainerSpec } from '../../../spec/containers';
import { excerpt } from '../../language/message-text';
import { Rule, Violation } from '../../language/rule';
import { poolSpec } from '../../../plan/pool-spec';

/** Amounts. */
export const quantityRules: readonly Rule[] = [
  {
    id: 'PD721',
    title: 'An amount is a Kubernetes quantity above zero',
    severity: 'error',
    cause: 'the API server refuses an invalid quantity, and an amount of zero or less has no meaning here',
    fix: 'use a number with a unit, for example `100Gi` of memory or `22` CPUs',
    source: 'Kubernetes 1.34 k8s.io/apimachinery/pkg/api/resource/quantity.go',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) => [
      ...pools.flatMap(({ role }) => [
        ...quantity(`${role}.cpu`, poolSpec(spec, role).cpu, cpu),
        ...quantity(`${role}.memory`, poolSpec(spec, role).memory, bytes),
        ...quantity(`${role}.sharedMemory`, poolSpec(spec, role).sharedMemory, bytes),
        ...quantity(`${role}.engine.kvCacheMemory`, poolSpec(spec, role).engine?.kvCacheMemory, bytes),
        ...quantity(`${role}.ephemeralStorage`, poolSpec(spec, role).ephemeralStorage, bytes),
        ...sizesIn(`${role}.offloading`, poolSpec(spec, role).offloading)
          .flatMap(({ at, size }) => quantity(at, size, bytes)),
      ]),
      ...ofContainers(spec.containers),
      ...(spec.modelCache && 'size' in spec.modelCache
        ? quantity('modelCache.size', spec.modelCache.size, bytes)
        : []),
    ],
    example: { field: 'decode.memory', fails: '64GB', passes: '64Gi' },
  },
];

// The API takes milli-bytes and exabytes of CPU as well; both are typing mistakes.
const cpu = { form: /^(\d+(\.\d{1,3})?|\d+m)$/, example: '22' };
const bytes = { form: /^\d+(\.\d+)?([kMGTPE]|[KMGTPE]i)?$/, example: '100Gi' };

function ofContainers(containers: ContainersSpec = {}): Violation[] {
  const given = Object.entries(containers as Readonly<Record<string, ContainerSpec | undefined>>);
  return given.flatMap(([name, { resources = {} } = {}]) =>
    Object.entries(resources as Readonly<Record<string, AmountsSpec>>).flatMap(([kind, amounts]) => {
      const field = `containers.${name}.resources.${kind}`;
      return [
        ...quantity(`${field}.cpu`, amounts.cpu, cpu),
        ...quantity(`${field}.memory`, amounts.memory, bytes),
        ...quantity(`${field}.ephemeral-storage`, amounts['ephemeral-storage'], bytes),
      ];
    }));
}

function quantity(
  field: string,
  value: string | undefined,
  { form, example }: { readonly form: RegExp; readonly example: string },
): Violation[] {
  if (value === undefined || (form.test(value) && Number.parseFloat(value) > 0)) return [];
  const fix = meantBy(value, form);
  return [{
    field,
    cause: `must be a quantity above zero such as ${example}, got ${excerpt(value)}`,
    ...(fix !== undefined && { fix }),
  }];
}

/** What is meant by an amount with a unit that Kubernetes does not have; undefined where that cannot be told. */
function meantBy(value: string, form: RegExp): string | undefined {
  const [, amount = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(value) ?? [];
  if (Number.parseFloat(amount) === 0) return undefined;
  const [first = '', ...more] = unit;
  const prefix = first.toLowerCase() === 'k' ? first : first.toUpperCase();
  const decimal = `${amount}${prefix.toLowerCase() === 'k' ? 'k' : prefix}`;
  const binary = `${amount}${prefix.toUpperCase()}i`;
  if (form.test(amount) && /^(cpus?|v?cores?|c)$/i.test(unit)) return `use '${amount}'`;
  if (!form.test(decimal) || !form.test(binary)) return undefined;
  const rest = more.join('').toLowerCase();
  if (rest === 'i' || rest === 'ib') return `use '${binary}'`;
  if (rest !== '' && rest !== 'b') return undefined;
  return `use '${decimal}' for powers of 1000 or '${binary}' for powers of 1024: '${unit}' is no unit of Kubernetes`;
}

/** Amounts of bytes in a part of a spec, whatever its kind. */
function sizesIn(field: string, part: object | undefined): { readonly at: string; readonly size: string }[] {
  return Object.entries(part ?? {}).flatMap(([name, value]: [string, unknown]) => {
    const at = `${field}.${name}`;
    if (typeof value === 'object' && value !== null) return sizesIn(at, value);
    return sizeFields.includes(name) && typeof value === 'string' ? [{ at, size: value }] : [];
  });
}

const sizeFields: readonly string[] = ['memory', 'buffer', 'limit', 'size'];
