/** What ATELIER_DEVICE may say: where to train. `auto` takes a GPU where TensorFlow finds one that it can use. */
export const DEVICE_CHOICES = ['auto', 'cpu', 'gpu'] as const
