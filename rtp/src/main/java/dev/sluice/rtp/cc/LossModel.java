package dev.sluice.rtp.cc;

/**
 * How likely the observed losses are if the path carried {@code b} and lost a share {@code p} of
 * everything besides (its inherent loss): a packet sent at rate {@code s} is then lost with
 * probability {@code p + (1 - p) * max(0, 1 - b / s)}. Observations fade by 0.9 with age.
 */
final class LossModel {

    private static final int WINDOW = 20;
    private static final double FADING = 0.9;
    private static final double MIN_LOSS = 1e-3;

    /** Inherent loss may be 5 %, plus more the lower the rate: 150 kbps worth of it. */
    private static final double FREE_LOSS = 0.05;

    private static final double BALANCE_BPS = 150_000;
    private static final int NEWTON_STEPS = 3;
    private static final double NEWTON_STEP = 0.75;
    private static final double PREFERENCE_PER_KBPS = 0.0002;
    private static final double PREFERENCE_LOG = 0.02;
    private static final double PREFERENCE_ENDS_AT_LOSS = 0.15;

    private final int[] packets = new int[WINDOW];
    private final int[] lost = new int[WINDOW];
    private final double[] sentBps = new double[WINDOW];
    private final double[] weight = new double[WINDOW];
    private long observations;
    private double averageLoss;

    LossModel() {
        for (int age = 0; age < WINDOW; age++) {
            weight[age] = Math.pow(FADING, age);
        }
    }

    void add(int packetCount, int lostCount, double bps) {
        int slot = (int) (observations % WINDOW);
        packets[slot] = packetCount;
        lost[slot] = lostCount;
        sentBps[slot] = bps;
        observations++;
        averageLoss = average(FADING);
    }

    void clear() {
        observations = 0;
        averageLoss = 0;
    }

    boolean isEmpty() {
        return observations == 0;
    }

    /** The weighted share of packets lost, 0 to 1. */
    double averageLoss() {
        return averageLoss;
    }

    /** What this much loss lets through at most, whatever the model says. */
    double upperBoundBps() {
        double steady = average(1);
        return steady > FREE_LOSS ? BALANCE_BPS / (steady - FREE_LOSS) : Double.MAX_VALUE;
    }

    /** The inherent loss that fits best with {@code bps}, by Newton's method from {@code guess}. */
    double inherentLoss(double bps, double guess) {
        double fit = guess;
        for (int i = 0; i < NEWTON_STEPS; i++) {
            fit = stepped(bps, fit);
        }
        return fit;
    }

    private double stepped(double bps, double guess) {
        double first = 0;
        double second = 0;
        for (int age = 0; age < kept(); age++) {
            int slot = slot(age);
            double p = probability(bps, guess, sentBps[slot]);
            int received = packets[slot] - lost[slot];
            first += weight[age] * (lost[slot] / p - received / (1 - p));
            second -= weight[age] * (lost[slot] / (p * p) + received / ((1 - p) * (1 - p)));
        }
        double stepped = second == 0 ? guess : guess - NEWTON_STEP * first / second;
        return Math.min(Math.max(stepped, MIN_LOSS), FREE_LOSS + BALANCE_BPS / bps);
    }

    /** The log-likelihood of the window, with a small preference for more. */
    double objective(double bps, double inherent) {
        double preference =
                Math.max(0, 1 - averageLoss / PREFERENCE_ENDS_AT_LOSS)
                        * (PREFERENCE_PER_KBPS * bps / 1_000
                                + PREFERENCE_LOG * Math.log1p(bps / 1_000));
        double sum = 0;
        for (int age = 0; age < kept(); age++) {
            int slot = slot(age);
            double p = probability(bps, inherent, sentBps[slot]);
            int received = packets[slot] - lost[slot];
            sum +=
                    weight[age]
                            * (lost[slot] * Math.log(p)
                                    + received * Math.log(1 - p)
                                    + preference * packets[slot]);
        }
        return sum;
    }

    private static double probability(double bps, double inherent, double sent) {
        double beyond = sent > bps ? (sent - bps) / sent : 0;
        double p = inherent + (1 - inherent) * beyond;
        return Math.min(Math.max(p, 1e-6), 1 - 1e-6);
    }

    private double average(double fading) {
        double all = 0;
        double gone = 0;
        double counts = 1;
        for (int age = 0; age < kept(); age++) {
            int slot = slot(age);
            all += counts * packets[slot];
            gone += counts * lost[slot];
            counts *= fading;
        }
        return all == 0 ? 0 : gone / all;
    }

    private int kept() {
        return (int) Math.min(observations, WINDOW);
    }

    private int slot(int age) {
        return (int) ((observations - 1 - age) % WINDOW);
    }
}
