import type { CompletedCommand, Shell } from './shell';

/** Bash, without the package bash-completion. */
export const bash: Shell = {
  name: 'bash',
  use: 'source <(llmd completion bash)',
  script: commands => `_llmd() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
  else
    case "\${COMP_WORDS[1]}" in
${commands.map(caseOf).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
_llmd_deployments() {
  local file
  for file in dist/*.k8s.yaml; do
    [ -e "$file" ] && basename "$file" .k8s.yaml
  done
}
complete -o default -F _llmd llmd cdk8s-llm-d
`,
};

function caseOf({ name, options, takesDeployment }: CompletedCommand): string {
  return `      ${name}) words="${options.join(' ')}${takesDeployment ? ' $(_llmd_deployments)' : ''}" ;;`;
}
