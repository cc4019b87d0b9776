import type { AlertsProps } from '../../../plan/alerts-props';
import type { Alert, AlertFamily } from './alert';
import { availability } from './availability';
import { disaggregation } from './disaggregation';
import { latency } from './latency';
import { load } from './load';
import { scraping } from './scraping';
import { transfers } from './transfers';

/** The alerts of a deployment. */
export function alerts(of: AlertsProps): readonly Alert[] {
  return families.flatMap(family => family(of));
}

const families: readonly AlertFamily[] = [availability, disaggregation, transfers, latency, load, scraping];
