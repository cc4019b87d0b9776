/** A shell that completes the words of `llmd`. Each has a module in this folder. */
export interface Shell {
  /** As the command line names it. */
  readonly name: string;
  /** How its script is used, a line for the reader. */
  readonly use: string;
  /** The script that teaches it the commands. Deployments are the files of `dist/` when a word is completed. */
  readonly script: (commands: readonly CompletedCommand[]) => string;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** Long options, with their dashes. */
  readonly options: readonly string[];
  /** Whether its first argument is a deployment. */
  readonly takesDeployment: boolean;
}
