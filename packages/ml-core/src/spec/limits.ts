/** Of any number of epochs: whole run, patience, warm-up. */
export const MOST_EPOCHS = 10_000
/** Of any learning rate. */
export const HIGHEST_RATE = 1000
