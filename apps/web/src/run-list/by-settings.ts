/** Groups by all parameters but the seed: what is left between the runs of a group is chance. */
export const BY_SETTINGS = 'settings'
export const BY_SETTINGS_LABEL = 'All but the seed'
