/** One logistic regression of face-occlusion.ts. */
export interface OcclusionWeights {
  /** Such that a score above 0 is a covered face. */
  readonly bias: number;
  /** What a weight of 32767 is, for each measure. */
  readonly scales: readonly number[];
  /** For each measure and each row of squares, those of the left half and the middle. */
  readonly weights: Int16Array;
}

/** @param base64 signed numbers of 16 bits, the low byte first. */
function readWeights(base64: string): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  return Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i));
}

/*
 * Fitted with a ridge of 30 on set C: sunglasses of 8 shapes and 10 lenses (dark, tinted, gradients, mirrors) and 14 masks and scarfs
 * drawn on 201 of its faces and analysed anew, against 1,586 faces as they are and the 201 with clear glasses, brighter and slightly
 * cut; every face also mirrored. How well they do on people and pictures of set A is in docs/face-engine.md, “Covered faces”.
 */

/** Sunglasses. */
export const EYES: OcclusionWeights = {
  bias: -0.5479,
  scales: [0.3046, 0.2295, 0.182, 0.5067, 0.5728, 4.7103, 1.0838],
  weights: readWeights(
    'BQTM91gQEwyz9mDdt96W43sK10PRNeErmvv32Qk6TzsKr+vfNAyUkQGANo7MnevnMwwN3zCgE7pI5uXK+wox+9YDf1RgEeXmEgqrIMNMgz9HJpb7swZgIZg3strT5DUF8QuMA0AYrAjDE38V4BFSDfYRiQ3YELII0RkNA0UB8QJf96A/Dw7eAIUXKhSFCEEcVfGAAhfCnckj4j3oY/te+AvxPxcfEJGvld90EkHSgN0kQwGAPOVRFSXgM+zsDrXGLOza5SbwGxp+J2EztwUp+sHQG0+cWy0yTQdoJznKcrKCpXORAA5iBDPebLYBun6JGAk4AAneMN7T9smcdQgnCQ41x0IGGQQRlPUM7Hr1gUJGJBYGhOqA5F35JhdC+9SYag4aBe9OGHrMcgcvywJoFOQAeMs+vNj/OTnh+CQ42woBgKUCKhck+VwG1PQGvkwBC/mnIvf6revAFi0R6vK9CRHmc+gbIsr/fe22CDrwZgRHFjDpHOMQHOk6MRDGEU3g2+hCAMQRjgV2BKYPTO/P5+7edtROzMS0/wS4A40EQBjURLJDOQ6aEvz27cNuCyY2+OBy3MsBdgH66gLWmd8x8M4EwSRD4+kuvOuSIRMccR75RL/Dj99RF44q4Tl4KtAPbPyMCaUg5wWiG3bh0Abe7IgnCA0UK6dMqQT3EMkajhwx++wcAANSBmIeaCq70VAgzAkSDRcCYu7TxuvF2ggpBJjMmRZV5zMZgQZrELDoT79rygGAT/W4/QwABOYPBnjd/wuM/WH6ivsiBLMFsgNnAQwSCSSr+tvP9uj2I1YdRyY3RQGAmt9eF3Y990DMH5bTpfQt8WUQBAAC8bflJfrp/V/i9PKuBgD78QO8DloBughjKvwYxwimE+8VmBn7/EHdLAC8GGv4+d95D+EMcwBxCBjzA+XSACf8nwOdAKT8mPbVA+TtYv65/8gD0/Im1XXle/xZAtAAvvfpGv0elfpZCUD2fudPFF775e049/jUbvxxzdUBAfmbALecAYBC7WUEdgCHEOftwvhu+uwIsgOkB0cGNP2rAnAGjv7n/H3/owQT+NTnp/vN9sEFsfUq5+z0vfk5AEQBif+qCg3/iPzlAh4Aow5dBlL8VAFj9+P57gKv9iYCx/5G+d/87f/WDMwYCv46BjsApQqiE/khigJz9xTgwiYhbtp4R0pkyUyPAQGtNzxbGeviIa3Dxe7/fzDefw0z90IILSNzEvh0H0FeJg0qD1atEEX7BGgZK1IobTaT9aYDBhYBC2G07rgABTcbZfChOr7cIOAM+dcOme1HHJQIqN7NG4YprOyW0unsn5PNA/M/sPUXztb+5/wlE0BP',
  ),
};

/** Masks and scarfs. */
export const MOUTH: OcclusionWeights = {
  bias: 2.8593,
  scales: [0.3072, 0.4274, 0.2162, 0.2667, 0.3, 1.2194, 1.7908],
  weights: readWeights(
    'XPzRC4EdwB+0/bACn+i481vqRBQtH/HvyOaBAdsrSAlF6lrgIwwo+bnPCNtx/f/++wqz4MThXcn06VrLj/fE4ynMm/Fs9QWQ9v0dCRPlW97ISKQnUu13CNvvNtk8D9IeJfOS3yom/38aNXUnbAY8CATpKCofMe8NQf3mB6T3vOgn/gAhcfsqBHsc7P+J9R/n6/pL94fwb/Ce+l7/W/7p+YTu0fba+/brzv9S89bZSvGsAhP4N/s979XtVQiTGLIO8O7m6mfvhQXbDp0GC/Hk9DjwSQhU73rbiwFUFa0eYhEJ7j7LQAUZFgYxfAnY3emyxQXPF6hDKAS7wnWPXQUFEAZIHje63wGAwv0yA3QgIz9CGSL1IvsL/ID8MvCM9rf+qAheE8Ug3x19HJYeUvjoBIoXS/6YBHEhZPpG/KkMSe2T+F8wOwtpB0QV4vzj+u8P+Q1+FeYhLBEFCtccrwPH8sMKTuF+46zlSwZF75Py1dhL4LfwNAcF9P4RqzUyIORA7BXsFtMccfdCs8CziRruFO//VLQBgAKP3RbDGnkhdRZ47Uy6URA4JTBO8matJM/6/fh8EOYgJBiC+M7eeAAeCupFFDOkK+sPrg6e4sYF2xtJIWjPwzFYKaxgJkPy+Gnw6DLA+KAZDBA43ETsgwDkqp3E6PUa/kMLydqbqY/jIeZnSFNnsOurpseevNXLBgMl2gTP+yXP4u38Bq4lGvpgDEK4VyV6QiDxYeeW8gCuG/ZvIf9/o+DwxD6fQKv/7olaPQy2BbgarBQYE7IE/gzw8ssGqh9FL3QKFw216bnepfR1FwcA/QWLHa5D4j2RA5oINCBlAsMSiROYCCEX8wrDxRzJPduZ1U7Db/m7x8n6OxsoP/dXVQh03zL3nT6jW/9/1gJlCJ8MbSGF/A/w5g69A2MBcRYXIbAkOwJF8ET5iAaYK8lwx+0t1vXb+Q15/oMoRt2w6YYDIBMZEdXtWt/Q4amh+/2syrHdcesp7g3TdrMmuszUC/nqGrBr2mWO2FHgFQn7/ZFve8bnyS/XEyPUZPY3/q5ttyvb4PSYIqkQA5O0pAGATu8g5u35jQxlF9637t7w1/SSBr1D5VrLN+qA0iAMVQfIApgb+QfK6cc+wz1UY1FVTAbRDG8WLOHdC+hUWwqTFv/y0uyo/YoZitbJ80sBme6y5LTjkhhs99Lm/gEuK/oBsx5n8wMgsyxREKH8DUdMBDL82gVYHbVZp2G1OUcXAfqrARMFG0q6WB8s8OyMrCCI/39Sarfj1uLA6AXlUDyJWQ3yPsPxu160wwXqADhPuQgBvzSeyw2NGkpPDHRS+KLGrAa3EKoGy/X6D98H',
  ),
};
