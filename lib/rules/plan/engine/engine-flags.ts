import type { VllmCommandLine } from '../../../stack/vllm/flags/command-line';
import { defaultRelease, knownVersions } from '../../../stack/releases';
import { nearest } from '../../../schema/did-you-mean';
import { Rule, Violation } from '../../language/rule';
import { flagsOf, positive } from '../../language/vllm-arguments';

/** Arguments and variables of the engine. */
export const engineFlagRules: readonly Rule[] = [
  {
    id: 'PD110',
    title: 'The vLLM version of the release supports every flag',
    severity: 'error',
    cause:
      'vLLM exits at start with `error: unrecognized arguments`, after the image was pulled and before any '
      + 'weight is read',
    fix: 'correct or remove the flag; `vllm serve --help=all` of that version lists them',
    source: 'vLLM 0.11.0 and 0.27.1 vllm/engine/arg_utils.py and vllm/entrypoints/openai/cli_args.py (lib/stack/vllm/)',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { known } = pool.modelServer;
        if (!known) return [];
        const { flags } = known;
        const read = flagsOf(pool.extraArgs, flags);
        return flagsOf(pool.extraArgs).flatMap(({ given, index, name }, position): Violation[] => {
          if (knows(flags, name) || judgedElsewhere.test(name)) return [];
          const field = `${pool.role}.extraArgs[${index}]`;
          const full = read[position]!.name;
          if (full !== name)
            return [
              {
                field,
                cause:
                  `\`${given}\` is an abbreviation of \`${full}\`, and the next vLLM may have another flag `
                  + 'with this prefix',
                fix: `use \`${full}\``,
              },
            ];
          const others = knownVersions.modelServer
            .filter(other => knows(other.known.flags, name))
            .map(other => other.known.version);
          const meant = nearest(name, flags);
          return [
            {
              field,
              cause:
                others.length > 0
                  ? `vLLM ${known.version} has no flag \`${given}\`; vLLM ${others.join(' and ')} has it`
                  : `vLLM ${known.version} has no flag \`${given}\`${meant ? ` (did you mean \`${meant}\`?)` : ''}`,
              ...(meant && others.length === 0 && { fix: `use \`${meant}\`, or remove the flag` }),
            },
          ];
        });
      }),
    example: { field: 'decode.extraArgs', fails: ['--enable-prefix-cacheing'], passes: ['--enable-prefix-caching'] },
  },
  {
    id: 'PD111',
    title: 'Arguments are flags and their values, each in a separate entry',
    severity: 'error',
    cause:
      'vLLM accepts one positional argument, the model, which is derived; it exits at a second word that '
      + 'belongs to no flag. A flag and '
      + 'its value in one entry are read as the name of a flag with a space in it, since no shell splits them',
    fix: 'use `\'--flag=value\'`, or `\'--flag\', \'value\'`',
    source:
      'vLLM 0.27.1 vllm/entrypoints/openai/cli_args.py, make_arg_parser; Kubernetes documentation, Define a '
      + 'Command and Arguments for a Container',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        pool.extraArgs.flatMap((argument, index): Violation[] => {
          const field = `${pool.role}.extraArgs[${index}]`;
          if (argument.trim() === '') return [{ field, cause: 'is empty' }];
          if (/^-[-\w]+\s/.test(argument))
            return [{ field, cause: `\`${argument.split(/\s/, 1)[0]}\` and its value are one entry` }];
          const previous = pool.extraArgs[index - 1];
          return argument.startsWith('-')
            || (previous?.startsWith('-') && !previous.includes('='))
            || isListItem(pool.extraArgs, index, pool.modelServer.known?.commandLine)
            ? []
            : [{ field, cause: 'belongs to no flag' }];
        }),
      ),
    example: { field: 'decode.extraArgs', fails: ['--seed 1'], passes: ['--seed', '1'] },
  },
  {
    id: 'PD112',
    title: 'The vLLM version of the release reads every `VLLM_` variable',
    severity: 'warning',
    cause: 'vLLM at most logs an unknown variable: the intended setting keeps its default',
    fix: 'correct or remove the variable',
    source:
      'vLLM 0.11.0 and 0.27.1 vllm/envs.py (lib/stack/vllm/); vLLM 0.33 vllm/platforms/interface.py:1466 only warns',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { known } = pool.modelServer;
        if (!known) return [];
        return Object.keys(pool.extraEnv)
          .filter(name => name.startsWith('VLLM_') && !known.environment.includes(name))
          .map((name) => {
            const meant = nearest(name, known.environment);
            return {
              field: `${pool.role}.extraEnv.${name}`,
              cause: `vLLM ${known.version} does not read \`${name}\`${meant ? ` (did you mean \`${meant}\`?)` : ''}`,
            };
          });
      }),
    example: { field: 'decode.extraEnv', fails: { VLLM_LOGING_LEVEL: 'INFO' }, passes: { VLLM_LOGGING_LEVEL: 'INFO' } },
  },
  {
    id: 'PD113',
    title: 'The engine answers plain HTTP on every address of its pod',
    severity: 'error',
    cause:
      'the probes, the routing proxy and the gateway call the engine over HTTP at the address of its pod; on a '
      + 'socket file, on the loopback '
      + 'address, with TLS, under another root path or without an API server it never becomes Ready',
    fix: 'remove the flag',
    source: 'vLLM 0.27.1 vllm/entrypoints/openai/cli_args.py; the probes of lib/constructs/serving/probes.ts',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        flagsOf(pool.extraArgs).flatMap(({ name, value, index }): Violation[] => {
          const consequence = unreachable[name];
          if (name === '--host' && (value === undefined || everyAddress.test(value))) return [];
          return consequence
            ? [{ field: `${pool.role}.extraArgs[${index}]`, cause: `with \`${name}\` ${consequence}` }]
            : [];
        }),
      ),
    example: { field: 'decode.extraArgs', fails: ['--host=127.0.0.1'], passes: ['--host=0.0.0.0'] },
  },
  {
    id: 'PD114',
    title: 'The engine runs in one pod',
    severity: 'error',
    cause:
      'pods of a Deployment do not know each other: an engine that waits for other nodes waits until the '
      + 'startup probe fails',
    fix:
      'remove the flag; for more GPUs in one engine raise `parallelism`, on several nodes with `nodes`, for more '
      + 'engines raise `replicas`',
    source: 'vLLM 0.27.1 vllm/engine/arg_utils.py: `--nnodes`, `--node-rank`, `--master-addr`, `--master-port`',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        flagsOf(pool.extraArgs)
          .filter(({ name }) => severalNodes.has(name))
          .map(({ name, index }) => ({
            field: `${pool.role}.extraArgs[${index}]`,
            cause: `\`${name}\` is for an engine on several nodes, but this pod is a separate engine`,
          })),
      ),
    example: { field: 'decode.extraArgs', fails: ['--nnodes=2'], passes: undefined },
  },
  {
    id: 'PD115',
    title: 'The engine requires no API key',
    severity: 'error',
    cause:
      'with a key vLLM answers 401 on every path below /v1: to the readiness probe, which calls /v1/models, '
      + 'and to the prefill request of '
      + 'the routing proxy',
    fix:
      'remove the variable. Nothing else here authenticates callers: leave the gateway on `ClusterIP`, or put what '
      + 'authenticates them in front of it',
    source:
      'vLLM 0.11.0 vllm/entrypoints/openai/api_server.py:1300,1558, AuthenticationMiddleware; '
      + 'lib/constructs/serving/probes.ts',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap(pool =>
        Object.hasOwn(pool.extraEnv, 'VLLM_API_KEY')
          ? [
              {
                field: `${pool.role}.extraEnv.VLLM_API_KEY`,
                cause: '`VLLM_API_KEY` makes the engine refuse its own readiness probe',
              },
            ]
          : [],
      ),
    example: {
      field: 'decode.extraEnv',
      fails: { VLLM_API_KEY: { secretName: 'keys', key: 'vllm' } },
      passes: undefined,
    },
  },
];

function knows(flags: readonly string[], name: string): boolean {
  return flags.includes(name) || flags.includes(positive(name));
}

// Their own rules say more.
const judgedElsewhere = /^--(intra-node-)?data-parallel-/;

/** Whether an entry is one of several values of a flag: `'--middleware', 'a', 'b'`. */
function isListItem(args: readonly string[], index: number, { flags } = newest): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const argument = args[before]!;
    const [named] = argument.startsWith('-') ? flagsOf([argument], Object.keys(flags)) : [];
    const { values = 1 } = named ? flags[named.name] ?? {} : {};
    if (named) return !argument.includes('=') && values !== 1 && values !== '?';
  }
  return false;
}

const nothing: VllmCommandLine = { suffixes: '', configSuffixes: false, flags: {} };

/** For an image of which nothing is known: how many values a flag has seldom changes. */
const newest: VllmCommandLine = defaultRelease.modelServer.known?.commandLine ?? nothing;

// vLLM 0.27.1 vllm/entrypoints/openai/api_server.py: without a host it binds all addresses.
const everyAddress = /^(::|0\.0\.0\.0|None|)$/;

const noTls = 'the engine speaks TLS, which neither its probes nor the routing proxy do';

const unreachable: Readonly<Partial<Record<string, string>>> = {
  '--host': 'the engine listens on an address that no other pod and no probe can reach',
  '--uds': 'the engine listens on a socket file and on no port',
  '--ssl-keyfile': noTls,
  '--ssl-certfile': noTls,
  '--root-path': 'the engine answers below a path that no caller uses',
  '--headless': 'the engine has no API server',
  '--grpc': 'the engine speaks gRPC, which neither its probes nor the routing proxy do',
};

const severalNodes = new Set(['--nnodes', '--node-rank', '--master-addr', '--master-port']);
