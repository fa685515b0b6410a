/** Explains the file with everything that is stored about a person. A line each. */
export const OWN_DATA_README = [
  'This is everything Rollcall stores about you. Times are in UTC. Your photos and messages are stored by Slack and aren’t included.',
  '“you” has your name here, earlier names, your answers about being recognised, and people who were merged with you.',
  '“photosOfYou” has each face that someone said is you. “box” is where it is, as fractions of the photo. “embedding” is the face in numbers, which are compared to recognise you.',
  '“photosYouWereRecognisedIn” are photos in which I recognised you and no one named you. “photosYouPosted” are photos you posted.',
  '“changesYouMade” is what you did to the names of others, without who they are.',
  '“answersYouGave” is what you said about faces: a name (“tag”), “this is not …” (“rejection”), no name (“flag”), or that a photo is a collage.',
  'Who else named you, and where, is only included for conversations you’re in.',
  'To have all of this deleted, choose “Forget me” in App Home. That deletes this file in Slack, too, but not copies you’ve made.',
];
