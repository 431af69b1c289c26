import { IDX_FILES } from './load.ts'

/** A gzipped file of a data set, by the SHA-256 of its unpacked bytes: mirrors compress the same bytes differently. */
export type DatasetFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

export type DatasetFiles = {
  readonly name: string
  readonly title: string
  readonly files: readonly DatasetFile[]
  /** Debian's package of the data set, which installs its files in /usr/share/datasets/<name>. */
  readonly debianPackage: string
  /** Where the authors publish the files, each under its own name. */
  readonly officialAddress: string
}

/** Of every data set in the catalogue: what its files are and where they come from. */
export const datasetFiles: readonly DatasetFiles[] = [
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST',
    files: [
      {
        name: IDX_FILES.trainImages,
        bytes: 47_040_016,
        sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      },
      {
        name: IDX_FILES.trainLabels,
        bytes: 60_008,
        sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
      {
        name: IDX_FILES.testImages,
        bytes: 7_840_016,
        sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      },
      {
        name: IDX_FILES.testLabels,
        bytes: 10_008,
        sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
    ],
    debianPackage: 'dataset-fashion-mnist',
    officialAddress: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  },
]
