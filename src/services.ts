import type { Recognizer } from './clarifai/recognizer.js';
import type { Deps } from './deps.js';
import { orUndefined } from './failures.js';
import { type AskConsent, createAskConsent, reportingNames } from './people/consent/ask-consent.js';
import { createDaily, type Daily } from './people/daily.js';
import { createDirectory, type Directory } from './people/directory.js';
import { createEarlierPhotos, type EarlierPhotos } from './people/earlier/earlier-photos.js';
import { createEnrolment, type Enrolment } from './people/enrol/enrolment.js';
import { createExamples, type Examples } from './people/enrol/examples.js';
import { createInvitations, type Invitations } from './people/enrol/invitations.js';
import { createSelfies, type Selfies } from './people/enrol/selfies.js';
import { createErasePerson, type ErasePerson } from './people/erase/erase-person.js';
import { createReadOldReplies } from './people/erase/read-old-replies.js';
import { createPhotoIndex, type PhotoIndex } from './people/find/photo-index.js';
import { createGatherPeople, type GatherPeople } from './people/home/gather-people.js';
import { createHomeViews, type HomeViews } from './people/home/home-views.js';
import { createLapse } from './people/lapse/lapse.js';
import { createMembers, type Members } from './people/members.js';
import { createNameFace, type NameFace } from './people/name-face.js';
import { createPhotosOfMe, type PhotosOfMe } from './people/photos-of-me/photos-of-me.js';
import { createResolvePerson, type ResolvePerson } from './people/resolve-person.js';
import { createFindUnnamed, type FindUnnamed } from './people/unnamed/unnamed-faces.js';
import { type AnswerPost, createAnswerPost } from './replies/answer-post.js';
import { type CandidateCache, createCandidateCache } from './replies/candidate-cache.js';
import { type CatchUp, createCatchUp } from './replies/catch-up/catch-up.js';
import { createFacePictures, type FacePictures } from './replies/face-pictures.js';
import { createLabelPictures } from './replies/label-pictures.js';
import { restorePictures } from './replies/numbered-pictures.js';
import { createRefreshReplies, type RefreshReplies } from './replies/refresh-replies.js';
import { createReplyRemover, type ReplyRemover } from './replies/reply-remover.js';
import { createSecondReplies, type SecondReplies } from './replies/second-replies.js';
import { createStoreMissingFaces } from './replies/store-missing-faces.js';
import { storeNamedBefore, storeShownFaces } from './replies/store-shown-faces.js';
import { createUpdateReply, type UpdateReply } from './replies/update-reply.js';
import { type AutoTrain, createAutoTrain } from './training/auto-train.js';
import { createRecentReports, type RecentReports } from './training/recent-reports.js';
import { createTrainer, type Trainer } from './training/trainer.js';

/** Everything listeners use: the dependencies, and the services that have state. */
export interface Services extends Deps {
  readonly candidateCache: CandidateCache;
  readonly facePictures: FacePictures;
  readonly updateReply: UpdateReply;
  readonly refreshReplies: RefreshReplies;
  readonly replyRemover: ReplyRemover;
  readonly secondReplies: SecondReplies;
  readonly answerPost: AnswerPost;
  /** Does what follows the reply to a post, unless it was done before a restart. */
  readonly resumeAfterReply: Selfies['resume'];
  readonly members: Members;
  readonly directory: Directory;
  readonly nameFace: NameFace;
  readonly resolvePerson: ResolvePerson;
  readonly photoIndex: PhotoIndex;
  readonly earlierPhotos: EarlierPhotos;
  readonly findUnnamed: FindUnnamed;
  readonly gatherPeople: GatherPeople;
  readonly homeViews: HomeViews;
  readonly erasePerson: ErasePerson;
  readonly enrolment: Enrolment;
  readonly examples: Examples;
  readonly selfies: Selfies;
  readonly invitations: Invitations;
  readonly photosOfMe: PhotosOfMe;
  readonly askConsent: AskConsent;
  readonly daily: Daily;
  readonly trainer: Trainer;
  readonly recentReports: RecentReports;
  readonly autoTrain: AutoTrain;
  readonly catchUp: CatchUp;
}

/** Builds each service from the ones above it. Functions without state take their dependencies as the first argument. */
export function createServices(given: Deps): Services {
  const deps = { ...given, recognizer: reporting(given) };
  /** The recogniser, which tells other services what people did. */
  function reporting({ recognizer, autoTrainMinutes, inBackground }: Deps): Recognizer {
    return reportingNames(recognizer, {
      onNames(names) {
        if (autoTrainMinutes !== undefined && names.length > 0) autoTrain.noteTag();
        askConsent.noteNames(names);
      },
      onMerge: () => inBackground(() => askConsent.askEveryoneNamed()),
    });
  }
  const candidateCache = createCandidateCache(deps);
  const facePictures = createFacePictures(deps);
  const members = createMembers(deps);
  const directory = createDirectory({ ...deps, members });
  const updateReply = createUpdateReply({
    ...deps,
    candidateCache,
    beforeUpdate: ({ photos }) => storeNamedBefore(deps, photos),
    onUpdated: (reply, shown) => {
      labelPictures(reply, shown);
      // What was stored before the update stays if this fails: at most too many names.
      deps.inBackground(() =>
        orUndefined(storeShownFaces(deps, shown.photos), 'Not stored who is on a photo', deps.log.info),
      );
      photosOfMe.noteShown(reply.channelId, shown);
    },
  });
  const labelPictures = createLabelPictures({ ...deps, candidateCache, updateReply });
  const recentReports = createRecentReports();
  const photoIndex = createPhotoIndex(deps);
  const shared = { ...deps, candidateCache, facePictures, members, directory, updateReply, recentReports, photoIndex };
  const photosOfMe = createPhotosOfMe(shared);
  const examples = createExamples({ ...shared, onDeleted: () => autoTrain.noteDeletedExample() });
  const removeReplies = createReplyRemover({ ...shared, examples });
  const replyRemover: ReplyRemover = {
    ...removeReplies,
    async remove(removed) {
      await removeReplies.remove(removed);
      await selfies.removed(removed);
    },
  };
  const secondReplies = createSecondReplies({
    ...deps,
    onKept: (reply) => restorePictures(shared, reply, reply.state),
  });
  const trainer = createTrainer(shared);
  const { whenIdle } = trainer;
  const refreshReplies = createRefreshReplies({ ...shared, whenIdle });
  const askConsent = createAskConsent(shared);
  const autoTrain = createAutoTrain({ ...deps, trainer, refreshReplies });
  const resolvePerson = createResolvePerson(shared);
  const enrolment = createEnrolment({ ...shared, resolvePerson, onEnrolled: () => autoTrain.noteEnrolment() });
  const selfies = createSelfies({ ...shared, enrolment });
  const erasePerson = createErasePerson({ ...shared, readOldReplies: createReadOldReplies(shared) });
  const lapse = createLapse({ ...shared, erasePerson });
  const answerPost = createAnswerPost({
    ...shared,
    replyRemover,
    secondReplies,
    labelPictures,
    onSeen: lapse.noteSeen,
    onPosted: (channelId, shown) => photosOfMe.noteShown(channelId, shown),
  });
  const services: Omit<Services, 'catchUp'> = {
    ...shared,
    enrolment,
    examples,
    selfies,
    photosOfMe,
    invitations: createInvitations({ ...shared, askConsent }),
    replyRemover,
    secondReplies,
    async answerPost(post, asked) {
      const answer = await answerPost(post, asked);
      if (answer === 'answered') await selfies.answered(post);
      return answer;
    },
    resumeAfterReply: selfies.resume,
    refreshReplies,
    nameFace: createNameFace(shared),
    resolvePerson,
    earlierPhotos: createEarlierPhotos(deps),
    findUnnamed: createFindUnnamed({ ...deps, photoIndex, whenIdle }),
    gatherPeople: createGatherPeople(shared),
    homeViews: createHomeViews(shared),
    erasePerson,
    askConsent,
    daily: createDaily({
      ...shared,
      askConsent,
      lapse,
      storeMissingFaces: createStoreMissingFaces({ ...deps, whenIdle }),
    }),
    trainer,
    autoTrain,
  };
  return { ...services, catchUp: createCatchUp(services) };
}
