/**
 * Version of this library, that of `package.json`. Written out: an app that is bundled into one file has no
 * `package.json` of ours beside it.
 */
export const LIBRARY_VERSION = '0.1.0';
