import path from 'node:path'

/** Where files are kept: in a folder of this machine, or in a bucket of an S3-compatible server. */
export type StorageAddress =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }

/**
 * What ATELIER_STORAGE says: `s3://bucket/prefix`, or nothing for the folder `storage` of the data folder.
 * Undefined when it is neither.
 */
export function parseStorageAddress(
  address: string | undefined,
  dataFolder: string,
): StorageAddress | undefined {
  if (address === undefined) return { kind: 'folder', folder: path.resolve(dataFolder, 'storage') }
  const [match, bucket, prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w/-]*))?$/.exec(address) ?? []
  if (match === undefined || bucket === undefined) return undefined
  return { kind: 's3', bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') }
}
