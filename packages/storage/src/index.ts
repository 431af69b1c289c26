export { artifactFolder, artifactKey, isArtifactName } from './artifact-key.ts'
export { openStorage, type Storage, type Stored } from './open-storage.ts'
export { parseStorageAddress, type StorageAddress } from './storage-address.ts'
