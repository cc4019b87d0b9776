import { bash } from './bash';
import type { Shell } from './shell';

/** Zsh, which runs what completes words for bash, after `compinit`. */
export const zsh: Shell = {
  name: 'zsh',
  use: 'source <(llmd completion zsh)',
  script: commands => `autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bash.script(commands)}`,
};
