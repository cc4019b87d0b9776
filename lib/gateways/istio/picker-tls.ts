import { Construct } from 'constructs';
import { DestinationRule, DestinationRuleSpecTrafficPolicyTlsMode } from '../../../imports/networking.istio.io';

/** What {@link PickerTls} needs. */
export interface PickerTlsProps {
  /** Name of the DestinationRule. */
  readonly name: string;
  /** Host name of the picker's Service, fully qualified. */
  readonly host: string;
}

/**
 * How Istio speaks to the endpoint picker: TLS without a check of the certificate, which the picker makes for itself at
 * start. Without this rule Istio connects in plain text and every request through the gateway fails (llm-d/llm-d#615).
 */
export class PickerTls extends Construct {
  /** Whether a chart has one for a picker. */
  public static isIn(chart: Construct, host: string): boolean {
    return chart.node.findAll().some(construct => construct instanceof PickerTls && construct.host === host);
  }

  /** Host name of the picker's Service. */
  public readonly host: string;

  constructor(scope: Construct, id: string, { name, host }: PickerTlsProps) {
    super(scope, id);
    this.host = host;
    new DestinationRule(this, 'Default', {
      metadata: { name },
      spec: {
        host,
        trafficPolicy: { tls: { mode: DestinationRuleSpecTrafficPolicyTlsMode.SIMPLE, insecureSkipVerify: true } },
      },
    });
  }
}
