/** One logistic regression of face-occlusion.ts. */
export interface OcclusionWeights {
  /** Chosen so that a score above 0 is a covered face. */
  readonly bias: number;
  /** The value of a stored weight of 32767, for each measure. */
  readonly scales: readonly number[];
  /** The weights of the left half and the middle, for each measure and each row of squares. */
  readonly weights: Int16Array;
}

/** @param base64 signed 16-bit integers, low byte first. */
function readWeights(base64: string): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  return Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i));
}

/*
 * Fitted with a ridge of 30 on set C, every face also mirrored: sunglasses on 406 of its faces and masks or scarfs on 379, drawn in many
 * shapes and colours and analysed anew (1,563 pictures), against 2,613 faces as they are and 869 with clear glasses, with a scarf below
 * the chin or a hat, brighter, or slightly cut. Of the faces as they are 1 in 500 is above 0 when left out of the fit. How well they do
 * on people and pictures of set A is in docs/face-engine.md, “Covered faces”.
 */

/** Sunglasses. */
export const EYES: OcclusionWeights = {
  bias: -2.0259,
  scales: [0.3722, 0.2833, 0.2192, 0.7263, 0.6413, 5.021, 1.547],
  weights: readWeights(
    '1v4S8lERhRqQ/6LeU/sX8mD/tjZFM70mqRrg8oIqfiYaq8XbBQMnngGAY5HPkIbhfvvi1Sme68GM/OKlT/gs8GsQNFUXMWzqFgLBILBCSDYQHakIfghqGN8b0ttP380ItxBYAY8g3hQxE4EOAROSDEMUxhBCG+USVxXiAzr68fNZ87066grgBxERPBF6DHQrXvqoAlXywwiI7mIRhQDzAczzJxylBCTEb+YoGFXX3Oq0QoCIGfYpDK/gOOrO/nOd+vcl2Y7ojOYk+HdFtQV7ECcDZytqXP9/3wjZJgHWB51XqSaE/QieBX7ypuMIy4uNLRH6C5cD8vS05Bu7rxZ3FAsrfP7R+LUWCvdo/joH/iCVObZuTuNe3AblhuMExKeaPBBY/5hO73W4aWgYggvs/Y8B19vcvJa6XjLC/AxJ4wsBgMEEtvuj7ekKP/YTvhLlWOnJ+4nrffdILL74eflE+/7kBOMl742eRvZDCwTvjQb03uKmte4SC9UpeBzdDTvAQOii8O4RAPwz5yHoyugf37zyFxQf9LfNjAeE8OHtsBuO/bzp1RslFhX6xPszMtFPsfSu9gYFBPE76xPH8uxW+JoK9SMK6EwkYvS4G6QV0xz7MKDfUuqCEskchiZWGIsMWe+AAGcJQwcLGVn69Qam5VEXDCGQNtc9fgelCYUYRSim/cMN0ve475gRvhtA88QiBAHE+DjnP+JszcLfDQiDCdLs3xv69RMeygebDy0HLPir2wGA2/e79A4CpvJ710u7FQNU98fyI/63Ab3t6ADZCFUWWiIJ/WjX5efWIBEYcybmQwGAO+c2HkM3yj/SJWvT7vSX/bgM+wKqCKwVMvyWD5zbEvdGKAURYgjqBAr6QfwHL0wWVAgjBnX8yxpkApTrEwQmFDDt8tyKA20EbAQACnDvDP1tDrf/5v+6ASEKvgJjBHXj7fdU9QkBdvZxwovY2PV4Ann1avfnDP8rMfjwCMb9tPNpCrH8VvHYBSLQSvUx0Lj/1PgK/eKjA4CJ7U8Apf+TB17ucP3F9JsH/f5hA3H1YwGlB7sLpv8Y+poHpQk7/gMC5vzm/FUGrfPM78r3DfiTAhD+NAINB/oL8PttCiT/dBLCD//12AX690b8pxQg+lD8gfqP+nH+hASTE8gYxgSbA+oD0vw9DGcYseov487w9iQlQndBekyz7miwJvDIKvVFgfWzF+3FjuoVYuYCDAIe9nMA/RneJ/9/ATjqEOAbpUZ6IC8N3U68UFYeoCDx88v7jurrAjHfE+YD/Nnpq/CsU1vWEuqA+H4Me/kENijlztQdJg4jZ/mTwpzCHLf88ncd0gzz3lkS5gj08j8G',
  ),
};

/** Masks and scarfs. */
export const MOUTH: OcclusionWeights = {
  bias: 2.1078,
  scales: [0.3492, 0.3844, 0.2289, 0.2519, 0.3318, 1.637, 1.955],
  weights: readWeights(
    'h/g0C68ZGhLm+TkG7uuH+7nw/Q37G2H2CevqDfkz/wmz65DlyQeiA2fdUOTr96r1zAli6D/3HNcn2sDQzPW621bJ6vYt3tKgrf7y/0L5k9L4O+4WE+UEBE/fW8ZnA4gALPHu3cgb/39JPUozBwaxEIjs+BuyLI0FzwDIFvQCYgAU/HMgk/1JAC4ULAnQ/xfck/iZ98ny5/Ik/QwIBQRKALf1DPuw92jrvQDH8KfS3Om6CmwIK/yB85rxcQnGIDwgluq74mPnBQQ9DS4L0+8K96b57wfn577TFP7GIj855R+A6cLYJAqPHSNIrwkLyZWtOgm3H3hIjvwIsQGA8gLcFkxXJjfm1TWPEPwuAgwrGkjKFNf/wfgn+kAAEQxhCCj/hw0TE4AgnRpsEyMMs/lXASkW1wEp/wsOFfqT+5cMWPjU7bgYZwysCfAUegoBAtcAFhVOIk4uHxiFE70P5gc8+M8J2dAH0F7FvQmU6THon9p/5zLrowMm/e8dTUTZKaM0URUeH6NDRhAWvCu1CR6AGU8R6tA6gwGATxQIG7Yayh1O+VLKgA5wGZYxKj/oJpQFMeWh+QMWUyI2CI4ASgJWFq5hTkggN1QhHgkyz6b8nhMpLfPAJC9nF+tM0T8S9W7H4y/28pYVtBTI2wHsRvdNl/S3cf+3AJIrUsy8h2PDTPaAVt1zBfWipN6iwNsYIpg5BQ2JBXq8mvqYBsgXVflFG5PXSATYMSYszunU8ebQ4/H4Kf9/3OOi0BrESPVuFmolZwpAAzYX/xG/FU8V0Q5B/PEL6xmxMWYeUwps6v7fH+gfHxkK6Q2MIOI/l0hKFEkAuhshDHweNiGSE8wE6wRaw37Nidvi2MvLePSDwynPGPhyQYxspxAi3RLsCzelVf5/6QsLC3EDGhl584XfggrgC4z/iwYnFI4V1/zu8yn8L/yJLDFNn+/N21HbxhwtCQUTOusg+5IdPgXGIxT6+e4I4hS0Ffwo9JHkLfAZ5yP2Y8C02qfaZfl+EXZklVUS5onmoAZX4/hfhNYr1SPhzx9MOUwcWsIlxajQwewrFnIFeLkFrwqA5etw9V4Mfhu/L07GCOyn5GWYysUA2TDNy/AD25QGefUwCMZkXQwz8pkiWiHwOxZ9zwNwEtoQvN+HDsxwVQLrCaL1P/Ec/YkGwtm47zX2E+9Q6gLZIxCq8zvnx/8eHJ4CuhN09LEnQzBuDD3/IlPXC1f4twFxG6RZ32yIMUoQSfViDKsEc0iZV3Axd/yIqJuL/H/Ue4QFn+MR3w/eWj8+aUz8qMextAWyXP2HBh5Niw3VvlGi1w23B4Q2FWhe/9LPq/zsAZMKefgs/T4G',
  ),
};
