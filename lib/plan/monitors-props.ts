import { Labels } from './labels';

/** What `Monitors` need. */
export interface MonitorsProps {
  /** Labels by which Prometheus selects monitors. */
  readonly labels: Labels;
  /** The roles: name of the workload, labels of its pods, and the ports of a pod with metrics, by name. */
  readonly roles: readonly { readonly name: string; readonly pods: Labels; readonly ports: readonly string[] }[];
  /** The pods of the gateway, by a label of them. @default - where its metrics are is not known */
  readonly gateway?: Readonly<Record<'name' | 'port' | 'path', string>> & {
    readonly podLabel: { readonly label: string; readonly value: string };
  };
  /** The picker's Service. @default - the release's picker cannot be scraped without cluster-wide permissions */
  readonly picker?: { readonly name: string; readonly labels: Labels; readonly port: string };
}
