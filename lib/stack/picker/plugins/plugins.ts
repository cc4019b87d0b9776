import type { plugins0100 } from './v0-10-0';
import type { plugins032 } from './v0-3-2';

declare module '../../../spec/picker-plugin' {
  interface PickerPluginTables {
    /** Plugins of llm-d-inference-scheduler v0.3.2. */
    readonly v032: typeof plugins032;
    /** Plugins of llm-d-router v0.10.0; v0.11.0 has no other. */
    readonly v0100: typeof plugins0100;
  }
}
