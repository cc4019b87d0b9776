import type { PoolPlan } from '../../../plan/pool-plan';
import type { VllmCommandLine } from '../../../stack/vllm/flags/command-line';
import { companions, decisions } from '../../../stack/vllm/flags/decisions';
import { FlagArgument, flagArguments } from '../../language/flag-arguments';
import { wrongKey, wrongValue } from '../../language/flag-value';
import { readJson } from '../../language/python-json';
import { Rule, Violation } from '../../language/rule';

/** The values of the engine's arguments. */
export const engineFlagValueRules: readonly Rule[] = [
  {
    id: 'PD123',
    title: 'Every flag has values that the vLLM version of the release accepts',
    severity: 'error',
    cause: 'vLLM exits at start with `error: argument`, after the image was pulled and before any weight is read',
    fix: 'correct the value; `vllm serve --help=all` of that version says what the flag takes',
    source:
      'vLLM 0.11.0 and 0.27.1 vllm/engine/arg_utils.py, vllm/entrypoints/openai/cli_args.py (lib/stack/vllm/flags/)',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { known } = pool.modelServer;
        const line = known?.commandLine;
        if (!line) return [];
        const given = flagArguments(pool.extraArgs, line);
        return given.flatMap((argument): Violation[] => {
          const wrong = wrongArgument(argument, given, line) ?? withoutVariable(argument, pool.extraEnv);
          return wrong
            ? [
                {
                  ...wrong,
                  field: `${pool.role}.extraArgs[${argument.index}]`,
                  cause: `\`${argument.given}\` ${wrong.cause}`,
                },
              ]
            : [];
        });
      }),
    example: { field: 'decode.extraArgs', fails: ['--seed=abc'], passes: ['--seed=1'] },
  },
  {
    id: 'PD379',
    title: 'Adapters are named where the engine has them switched on',
    severity: 'error',
    cause: 'vLLM loads the model and exits then with `LoRA is not enabled`',
    fix: 'add `--enable-lora` to `extraArgs` of both roles, or remove the flag',
    source:
      'vLLM 0.11.0 and 0.27.1 vllm/v1/worker/lora_model_runner_mixin.py, and init_static_loras of '
      + 'vllm/entrypoints/openai: an adapter that cannot be loaded ends the server',
    evidence: 'read',
    check: plan => plan.pools.flatMap((pool): Violation[] => {
      const line = pool.modelServer.known?.commandLine;
      if (!line) return [];
      const given = flagArguments(pool.extraArgs, line);
      return given.some(({ name, negated }) => name === '--enable-lora' && !negated)
        ? []
        : given.filter(({ name }) => name === '--lora-modules').map(({ given: flag, index }) => ({
            field: `${pool.role}.extraArgs[${index}]`, cause: `\`${flag}\` is given without \`--enable-lora\``,
          }));
    }),
    example: {
      field: 'decode.extraArgs', fails: ['--lora-modules=a=acme/a'], passes: ['--enable-lora'],
      implies: ['PD321'],
    },
  },
  {
    id: 'PD125',
    title: 'The engine reports its metrics',
    severity: 'error',
    cause:
      'without statistics vLLM has no `vllm:` metrics: the endpoint picker sees no queue and no cache usage of any '
      + 'pod, and autoscalers, alerts and `llmd verify` have nothing to read',
    fix: 'remove the flag; a larger `VLLM_LOG_STATS_INTERVAL` makes its log lines rarer',
    source: 'vLLM 0.27.1 vllm/v1/engine/async_llm.py:160: no StatLoggerManager without log_stats',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const line = pool.modelServer.known?.commandLine;
        if (!line) return [];
        return flagArguments(pool.extraArgs, line)
          .filter(({ name, negated }) => decisions.metrics.includes(name) && !negated)
          .map(({ given, index }) => ({
            field: `${pool.role}.extraArgs[${index}]`,
            cause: `\`${given}\` switches the engine's metrics off`,
          }));
      }),
    example: { field: 'decode.extraArgs', fails: ['--disable-log-stats'], passes: undefined },
  },
];

function wrongArgument(
  argument: FlagArgument,
  all: readonly FlagArgument[],
  line: VllmCommandLine,
): Pick<Violation, 'cause' | 'fix'> | undefined {
  const { flag, keys, name, negated, values } = argument;
  if (negated && !flag.negated) return { cause: 'does not exist: the flag has no `--no-` form', fix: 'remove it' };
  if (keys !== '') return wrongKeys(argument);
  if (flag.type === 'switch') return wrongSwitch(argument, all);
  const least = flag.values === '?' || flag.values === '*' ? 0 : typeof flag.values === 'number' ? flag.values : 1;
  if (values.length < least) return { cause: 'has no value' };
  // Values of a parser that a plugin brings are not known.
  if (flag.plugin !== undefined && all.some(other => other.name === flag.plugin)) return undefined;
  const most = typeof flag.values === 'string' && flag.values !== '?' ? values.length : Math.max(least, 1);
  return (
    values
      .slice(0, most)
      .map(value => wrongValue(value, flag, line))
      .find(wrong => wrong !== undefined) ?? companionless(name, all)
  );
}

function wrongKeys({ flag, keys, values }: FlagArgument): Pick<Violation, 'cause' | 'fix'> | undefined {
  // vLLM hands an object to the flag, which is a text too.
  const object = ['json', 'json-or-text', 'config', 'texts', 'text', 'bool'].includes(flag.type) && !flag.choices;
  if (!object) return { cause: `has no keys, got \`${keys}\`` };
  const [value] = values;
  if (value === undefined) return { cause: `has no value for \`${keys}\`` };
  // vLLM reads what it can as JSON, and the rest as text.
  return wrongKey(keys.split('.').slice(1, 2), flag)
    ?? (flag.type === 'texts' && typeof (readJson(value) ?? value) !== 'string'
      ? { cause: `takes texts, got ${value} for \`${keys}\`` }
      : undefined);
}

function wrongSwitch(
  { flag, name, negated, values }: FlagArgument,
  all: readonly FlagArgument[],
): Pick<Violation, 'cause' | 'fix'> | undefined {
  const [value] = values;
  if (value === undefined) return negated ? undefined : companionless(name, all);
  const off = /^(false|0|no|off)$/i.test(value);
  const other = flag.negated ? `use \`${name.replace('--', '--no-')}\`` : 'remove the flag, which is off by itself';
  return { cause: `takes no value, got '${value}'`, fix: off && !negated ? other : 'remove the value' };
}

function withoutVariable(
  { flag: { none, variable }, values: [value] }: FlagArgument, env: PoolPlan['extraEnv'],
): Pick<Violation, 'cause' | 'fix'> | undefined {
  const isNone = none && (value === '' || value === 'None');
  return variable === undefined || isNone || Number(env[variable]) > 0
    ? undefined
    : { cause: `needs the variable ${variable}`, fix: `add \`${variable}: '1'\` to \`extraEnv\`, or remove the flag` };
}

function companionless(name: string, all: readonly FlagArgument[]): Pick<Violation, 'cause' | 'fix'> | undefined {
  const needed = companions[name];
  return needed === undefined || all.some(other => other.name === needed && !other.negated)
    ? undefined
    : { cause: `needs \`${needed}\` beside it`, fix: `add \`${needed}\`, or remove the flag` };
}
