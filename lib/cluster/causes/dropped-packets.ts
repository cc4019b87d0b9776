/** Packets that network policies dropped, from one place to another. */
export interface Denial {
  /** `namespace/pod`. */
  readonly from: string;
  /** `namespace/pod`, or an address. */
  readonly to: string;
  readonly port: number;
  readonly protocol: string;
  /** `namespace/name` of the policies that select one of the two pods and do not allow it. */
  readonly policies: readonly string[];
}
