/** What people choose or type in Slack itself, as `manifest.yml` has it. */
export const NAME_FACES_SHORTCUT = 'name_faces';
/** The shortcut in the menu of a message. */
export const NAME_FACES_SHORTCUT_NAME = 'Name faces';
export const TRAIN_FACES_COMMAND = '/train-faces';
export const FIND_PHOTOS_COMMAND = '/find-photos';
