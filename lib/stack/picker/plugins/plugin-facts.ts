/** What is known of one type of plugin of a picker. */
export interface PluginFacts {
  /** Where it may stand in the configuration. */
  readonly kind: PluginKind;
  /** Its parameters, by name; `unread` where they were not read, so that none is judged. */
  readonly parameters: Readonly<Record<string, ParameterFacts>> | 'unread';
  /** Types of the producers whose data it reads: the picker makes each of them where none is listed. @default - none */
  readonly reads?: readonly string[];
  /** Whether the picker ends without the flag for plugins that are not stable. @default false */
  readonly isExperimental?: boolean;
}

/**
 * Where a plugin stands: filters, scorers and pickers in a profile (`role` is the filter of a role's pods), handlers,
 * deciders, producers, admitters and screeners in the list alone, policies and detectors in flow control, sources and
 * extractors in the data layer.
 */
export type PluginKind
  = | 'role' | 'filter' | 'scorer' | 'picker' | 'handler' | 'decider' | 'producer' | 'admitter' | 'screener'
    | 'fairness policy' | 'ordering policy' | 'usage policy' | 'eviction policy' | 'detector'
    | 'source' | 'extractor' | 'discovery' | 'parser' | 'reporter';

/** What a parameter takes. Bounds are inclusive but `above`. */
export interface ParameterFacts {
  /** `duration` is one of Go, as `60s`; `data` is an object or a list that is not judged inside. */
  readonly type: 'integer' | 'number' | 'boolean' | 'text' | 'duration' | 'data';
  /** What it is where it is left out. @default - what the plugin says in its documentation, or nothing */
  readonly default?: number | boolean | string;
  /** The least value. @default - none */
  readonly least?: number;
  /** The most. @default - none */
  readonly most?: number;
  /** A bound that the value must exceed. @default - none */
  readonly above?: number;
  /** The values that a text may have. @default - any */
  readonly words?: readonly string[];
}
