/** What TensorFlow reads from the environment while it is loaded: this module must be imported before it. */

/** Where the training shall run, as it was asked; checked when a training begins. */
export const askedDevice = process.env.ATELIER_DEVICE?.trim() || 'auto'

// TensorFlow's own log: warnings and errors only, unless somebody asks for more.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

// The memory of a GPU as it is needed, not all of it at once: several trainings and other programs share the card.
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'

if (askedDevice === 'cpu') process.env.CUDA_VISIBLE_DEVICES = ''
