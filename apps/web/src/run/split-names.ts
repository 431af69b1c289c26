/** Of which images a matrix counts the predictions. */
export const splitNames = { TEST: 'test set', VALIDATION: 'validation', TRAIN: 'training images' } as const
