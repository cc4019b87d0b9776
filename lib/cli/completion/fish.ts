import type { CompletedCommand, Shell } from './shell';

/** Fish. */
export const fish: Shell = {
  name: 'fish',
  use: 'llmd completion fish | source',
  script: commands => `function __llmd_deployments
  for file in dist/*.k8s.yaml
    basename $file .k8s.yaml
  end
end
complete -c llmd -f
complete -c cdk8s-llm-d -w llmd
${commands.flatMap(linesOf).join('\n')}
`,
};

function linesOf({ description, name, options, takesDeployment }: CompletedCommand): readonly string[] {
  const after = `complete -c llmd -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c llmd -n __fish_use_subcommand -a ${name} -d '${description.replaceAll('\'', '\\\'')}'`,
    ...options.map(option => `${after} -l ${option.slice(2)}`),
    ...(takesDeployment ? [`${after} -a '(__llmd_deployments)'`] : []),
  ];
}
