import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis } from './diagnosis';
import { DistDeployment } from './dist-deployment';
import { checkAccess } from './doctor-access';
import { checkApis } from './doctor-apis';
import { checkGateway } from './doctor-gateway';
import { checkNamespace } from './doctor-namespace';
import { checkNodes } from './doctor-nodes';
import { checkStorage } from './doctor-storage';

/** Whether a deployment can work in a cluster: each check with what it saw, and a fix for all that is not well. */
export function diagnose(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  return [checkApis, checkGateway, checkNodes, checkStorage, checkNamespace, checkAccess].flatMap(check => check(snapshot, deployment));
}
