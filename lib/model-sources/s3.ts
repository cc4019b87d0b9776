import { portOf } from './endpoint-port';
import type { ModelSource } from './source';
import { bucketUri, streamedBucket } from './streamed-bucket';

/** Amazon S3 and stores that speak its protocol: `s3://<bucket>/<folder>`. */
export const s3: ModelSource = {
  ...streamedBucket,
  name: 's3',
  title: 'a bucket of S3',
  scheme: 's3',
  uri: bucketUri('s3', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, /^s3[an]:\/\//),
  fields: { credential: 'needed', endpoint: 'taken', region: 'taken' },
  credentials: ['secret', 'workloadIdentity', 'anonymous'],
  // runai-model-streamer-s3 0.17.1 `credentials.py`, `files.py`, docs/src/env-vars.md; boto3 and the AWS SDK for C++
  // read the region from variables of two names.
  env: ({ credential, endpoint, region }) => ({
    ...(endpoint !== undefined && {
      AWS_ENDPOINT_URL: endpoint,
      // Stores other than Amazon's have the bucket in the path.
      RUNAI_STREAMER_S3_USE_VIRTUAL_ADDRESSING: '0',
    }),
    ...(region !== undefined && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    ...(credential?.type === 'secret' && {
      AWS_ACCESS_KEY_ID: { secretName: credential.secretName, key: 'AWS_ACCESS_KEY_ID' },
      AWS_SECRET_ACCESS_KEY: { secretName: credential.secretName, key: 'AWS_SECRET_ACCESS_KEY' },
    }),
    ...(credential?.type === 'anonymous' && { RUNAI_STREAMER_S3_UNSIGNED: '1' }),
    // Without, the client waits for the instance's metadata, which pods do not reach.
    ...(credential?.type !== 'workloadIdentity' && { AWS_EC2_METADATA_DISABLED: 'true' }),
  }),
  reservedEnv: [
    'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_DEFAULT_REGION',
    'RUNAI_STREAMER_S3_UNSIGNED',
  ],
  environmentPrefixes: ['AWS_', 'RUNAI_STREAMER_'],
  podLabels: () => ({}),
  volumes: () => [],
  volumeMounts: () => [],
  downloadPorts: ({ endpoint }) => [portOf(endpoint)],
  // The agent of EKS Pod Identity (EKS user guide, How EKS Pod Identity works). Roles of accounts ask STS, on 443.
  identityServers: ({ credential }) =>
    credential?.type === 'workloadIdentity' ? [{ cidr: '169.254.170.23/32', ports: [80] }] : [],
  failures: [
    {
      says: /Unable to locate credentials|NoCredentialsError|InvalidAccessKeyId|SignatureDoesNotMatch|\bAccessDenied\b/,
      fix: 'the bucket refuses the credential: correct the Secret or the role that `model.credential` names',
    },
    { says: /NoSuchBucket|NoSuchKey/, rule: 'PD713', fix: 'there is no such bucket or folder: correct `model.uri`' },
  ],
};
