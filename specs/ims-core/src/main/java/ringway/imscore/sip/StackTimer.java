// SPDX-License-Identifier: Apache-2.0
package ringway.imscore.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import gov.nist.javax.sip.stack.timers.SipTimer;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one JAIN-SIP stack. JAIN's own ones either end all timers with the first exception
 * or keep the process alive for half a minute after the stack was stopped.
 */
public final class StackTimer implements SipTimer {
  private static final Logger log = LoggerFactory.getLogger(StackTimer.class);

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("ims-core-timer").factory());

  public StackTimer() {
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void start(SipStackImpl stack, Properties properties) {}

  @Override
  public boolean isStarted() {
    return !executor.isShutdown();
  }

  @Override
  public void stop() {
    executor.shutdownNow();
  }

  @Override
  public boolean schedule(SIPStackTimerTask task, long delay) {
    return keep(task, () -> executor.schedule(() -> run(task), delay, TimeUnit.MILLISECONDS));
  }

  @Override
  public boolean scheduleWithFixedDelay(SIPStackTimerTask task, long delay, long period) {
    return keep(
        task,
        () ->
            executor.scheduleWithFixedDelay(() -> run(task), delay, period, TimeUnit.MILLISECONDS));
  }

  private static boolean keep(SIPStackTimerTask task, Supplier<ScheduledFuture<?>> schedule) {
    try {
      task.setSipTimerTask(schedule.get());
      return true;
    } catch (RejectedExecutionException stopped) {
      return false;
    }
  }

  @Override
  public boolean cancel(SIPStackTimerTask task) {
    if (task.getSipTimerTask() instanceof ScheduledFuture<?> future) {
      task.cleanUpBeforeCancel();
      return future.cancel(false);
    }
    return false;
  }

  private static void run(SIPStackTimerTask task) {
    try {
      task.runTask();
    } catch (RuntimeException failure) { // border: one transaction's timer must not end the others
      log.warn("timer task failed", failure);
    }
  }
}
