import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis } from './diagnosis';
import { DistDeployment } from '../dist-deployment';
import { checkAccess } from './access';
import { checkApis } from './apis';
import { checkConfigMaps } from './config-maps';
import { checkDeviceClaims } from './device-claims';
import { checkGateway } from './gateway';
import { checkGroups } from './groups';
import { checkLimits } from './limits';
import { checkNamespace } from './namespace';
import { checkNetwork } from './network';
import { checkNodes } from './nodes';
import { checkStorage } from './storage';

/** Whether a deployment can work in a cluster: the result of each check, with a fix unless it passed. */
export function diagnose(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  return [
    checkApis, checkGateway, checkGroups, checkNodes, checkDeviceClaims, checkNetwork, checkStorage, checkNamespace,
    checkConfigMaps, checkLimits, checkAccess,
  ].flatMap(check => check(snapshot, deployment));
}
