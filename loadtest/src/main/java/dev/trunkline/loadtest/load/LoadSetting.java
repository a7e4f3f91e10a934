package dev.trunkline.loadtest.load;

/**
 * Whom a scenario loads with what.
 *
 * @param pid process of the gateway, whose CPU time and memory are reported; 0: not known
 * @param conversations callers beside those of the plan, who talk with the model
 */
record LoadSetting(LoadTarget target, LoadPlan plan, long pid, int conversations) {
    LoadSetting {
        if (conversations < 0) {
            throw new LoadException("--conversations " + conversations + ": expected 0 or more");
        }
    }

    LoadSetting withCalls(int number) {
        return new LoadSetting(target, plan.withCalls(number), pid, conversations);
    }
}
