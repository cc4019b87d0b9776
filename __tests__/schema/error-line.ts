import { ErrorObject } from 'ajv';
import { pointerPart } from './null-paths';

/** One Ajv error as a sentence: the field's path, what it must be, and the value it has. */
export function errorLine({ instancePath, keyword, params, message, data }: ErrorObject): string {
  const path = instancePath === '' ? '/' : instancePath;
  switch (keyword) {
    case 'additionalProperties':
      return (
        `${instancePath}/${pointerPart(String(params.additionalProperty))} must not be set: the API has no `
        + 'such field'
      );
    case 'required':
      return `${instancePath}/${pointerPart(String(params.missingProperty))} must be set`;
    case 'unique':
      return `${instancePath}/${params.index} must not repeat ${params.identity} of an earlier entry`;
    case 'enum':
      return (
        `${path} must be one of `
        + `${(params.allowedValues as unknown[]).map(value => JSON.stringify(value)).join(', ')}, got `
        + `${JSON.stringify(data)}`
      );
    case 'not': case 'oneOf': case 'anyOf':
      return (
        `${path} ${message}, got `
        + `${typeof data === 'object' ? `the fields ${Object.keys(data as object).join(', ')}` : JSON.stringify(data)}`
      );
    default:
      return `${path} ${message}, got ${JSON.stringify(data)}`;
  }
}
