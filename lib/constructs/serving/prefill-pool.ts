import { Construct } from 'constructs';
import { ModelServerPool } from './model-server-pool';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/** What a {@link PrefillPool} needs: `planInference(...).prefill` and a model cache. */
export interface PrefillPoolProps extends ModelServerPoolProps {
  readonly role: 'prefill';
}

/** Pods that turn prompts into KV cache and hold it until a decode pod has read it. */
export class PrefillPool extends ModelServerPool {
  constructor(scope: Construct, id: string, props: PrefillPoolProps) {
    super(scope, id, props);
  }
}
